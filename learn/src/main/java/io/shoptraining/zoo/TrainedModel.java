package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.task.CurvePoint;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A model that can forecast. Used from one thread; frees native memory when closed. */
public interface TrainedModel extends AutoCloseable {
    /**
     * Forecasts every window.
     *
     * @return {@code [windows, horizon, QuantileLevels.OUTPUTS]} in the windows' scale: mean, then rising quantiles
     */
    float[][][] predict(WindowSet windows);

    /** What the name of the model's file ends in. */
    default String extension() {
        return ".pth";
    }

    /** Writes the model; false, and no file, when its description is all there is. */
    boolean save(Path file);

    /** What {@link Learner#load} needs beside the file; JSON values only. */
    Map<String, Object> description();

    /** Losses by epoch; empty for a model without epochs. */
    List<CurvePoint> curve();

    /** The epoch of which the model is: that of the lowest validation loss; 0 without epochs. */
    default int keptEpoch() {
        return curve().stream()
                .min(Comparator.comparingDouble(CurvePoint::valLoss))
                .map(CurvePoint::epoch)
                .orElse(0);
    }

    @Override
    void close();
}
