package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;

/**
 * The negative logarithm of the likelihood of what was sold, in sales units, under a negative binomial distribution with
 * variance {@code mean + dispersion mean^2}; its gamma functions take sales that are not whole numbers as well. Outputs
 * are the mean on the windows' scale, and the dispersion. Worked out in 64 bits: with a small dispersion large numbers
 * nearly cancel.
 */
public final class NegativeBinomialLoss implements ForecastLoss {
    /** Keeps the logarithm of a mean of nothing finite. */
    private static final double LEAST_MEAN = 1e-6;

    @Override
    public Tensor sum(Tensor outputs, Batch batch) {
        Tensor scale = batch.scale.toDouble();
        Tensor sold = batch.target.clampMin(0).toDouble().mul(scale);
        Tensor mean = outputs.select(2, 0).toDouble().mul(scale).add(LEAST_MEAN);
        Tensor dispersion = outputs.select(2, 1).toDouble();
        Tensor size = dispersion.reciprocal();
        Tensor times = mean.mul(dispersion);
        Tensor likelihood = sold.add(size)
                .logGamma()
                .sub(size.logGamma())
                .sub(sold.add(1).logGamma())
                .add(sold.mul(times.log()))
                .sub(sold.add(size).mul(times.log1p()));
        return likelihood.neg().mul(batch.weight.toDouble()).sum();
    }
}
