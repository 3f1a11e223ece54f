package io.shoptraining.fit;

import io.shoptraining.task.CurvePoint;
import java.util.List;

/** A training at the end of an epoch: all that the next epoch depends on. The arrays are flat, see {@link Layout}. */
final class TrainingState {
    final float[] weights;
    final float[] best;
    final float[] adamMean;
    final float[] adamSquare;
    final long step;
    final int bestEpoch;
    final List<CurvePoint> curve;

    TrainingState(
            float[] weights,
            float[] best,
            float[] adamMean,
            float[] adamSquare,
            long step,
            int bestEpoch,
            List<CurvePoint> curve) {
        this.weights = weights;
        this.best = best;
        this.adamMean = adamMean;
        this.adamSquare = adamSquare;
        this.step = step;
        this.bestEpoch = bestEpoch;
        this.curve = List.copyOf(curve);
    }

    static TrainingState atStart(float[] weights) {
        int size = weights.length;
        return new TrainingState(weights, weights.clone(), new float[size], new float[size], 0, 0, List.of());
    }

    /** Epochs that are done. */
    int epoch() {
        return curve.size();
    }
}
