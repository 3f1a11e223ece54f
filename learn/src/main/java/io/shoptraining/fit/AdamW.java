package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;

/** AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2) on one flat tensor, with torch's usual constants. */
final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Tensor values;
    private final Tensor decay;
    private final double clip;
    final Tensor mean;
    final Tensor square;

    AdamW(Tensor values, float[] mean, float[] square, float[] decay, double clip) {
        this.values = values;
        this.clip = clip;
        this.mean = Tensors.of(mean, mean.length);
        this.square = Tensors.of(square, square.length);
        this.decay = Tensors.of(decay, decay.length);
    }

    /** @param step counted from 1 */
    void step(Tensor gradient, long step, double rate) {
        double norm = gradient.norm();
        if (norm > clip) {
            gradient.mulInPlace(clip / norm);
        }
        values.mulInPlace(decay.mul(-rate).add(1));
        mean.mulInPlace(BETA1);
        mean.addInPlace(gradient, 1 - BETA1);
        square.mulInPlace(BETA2);
        square.addSquareInPlace(gradient, 1 - BETA2);
        double meanCorrection = 1 - StrictMath.pow(BETA1, (double) step);
        double squareCorrection = 1 - StrictMath.pow(BETA2, (double) step);
        values.addRatioInPlace(mean, square, squareCorrection, EPSILON, -rate / meanCorrection);
    }
}
