package io.shoptraining.fit;

import io.shoptraining.task.CurvePoint;
import io.shoptraining.tensor.FloatArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training gives.
 *
 * @param weights of the best epoch, in the network's order
 * @param curve the losses of every epoch
 */
public record TrainedWeights(Map<String, FloatArray> weights, List<CurvePoint> curve) {
    public TrainedWeights {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        curve = List.copyOf(curve);
    }
}
