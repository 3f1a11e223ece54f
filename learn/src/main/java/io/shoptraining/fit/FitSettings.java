package io.shoptraining.fit;

import io.shoptraining.task.TrainingSpec;

/**
 * How to train.
 *
 * @param windowsPerEpoch most windows that an epoch learns from; large panels have far more of them than teach anything new
 * @param patience epochs without a better validation loss after which training stops
 * @param clip most that the Euclidean norm of all gradients may be
 */
public record FitSettings(
        int epochs,
        long seed,
        int batchSize,
        int windowsPerEpoch,
        int patience,
        double learningRate,
        double weightDecay,
        double clip,
        double dropout) {
    /** Reads the settings that every network has in common. */
    public static FitSettings of(TrainingSpec spec) {
        return new FitSettings(
                spec.epochs(),
                spec.seed(),
                spec.integer("batch_size"),
                spec.integer("windows_per_epoch"),
                spec.integer("patience"),
                spec.real("learning_rate"),
                spec.real("weight_decay"),
                spec.real("clip"),
                spec.real("dropout"));
    }

    /** What must be the same for a checkpoint to be this training's. */
    double[] fingerprint(int parameters, int trainWindows, int validationWindows) {
        return new double[] {
            epochs,
            Double.longBitsToDouble(seed),
            batchSize,
            windowsPerEpoch,
            patience,
            learningRate,
            weightDecay,
            clip,
            dropout,
            parameters,
            trainWindows,
            validationWindows
        };
    }
}
