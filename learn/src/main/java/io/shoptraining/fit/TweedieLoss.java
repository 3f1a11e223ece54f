package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;

/**
 * Half the unit deviance of the Tweedie family (Jorgensen 1987, Journal of the Royal Statistical Society B 49) for the mean,
 * beside the loss of the quantiles. Between powers 1 and 2 it is that of a Poisson number of gamma sales: many zeros, and
 * errors that grow with the mean.
 */
public final class TweedieLoss implements ForecastLoss {
    /** Keeps a mean of nothing from having an infinite loss. */
    private static final double LEAST_MEAN = 1e-6;

    private final QuantileLoss all;

    /** @param power between 1 and 2 */
    public TweedieLoss(double power) {
        all = new QuantileLoss((target, said) -> {
            Tensor sold = target.clampMin(0);
            Tensor mean = said.clampMin(LEAST_MEAN);
            return sold.pow(2 - power)
                    .mul(1 / ((1 - power) * (2 - power)))
                    .sub(sold.mul(mean.pow(1 - power)).mul(1 / (1 - power)))
                    .add(mean.pow(2 - power).mul(1 / (2 - power)));
        });
    }

    @Override
    public Tensor sum(Tensor outputs, Batch batch) {
        return all.sum(outputs, batch);
    }
}
