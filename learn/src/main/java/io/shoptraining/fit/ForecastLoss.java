package io.shoptraining.fit;

import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;

/**
 * Twice the mean pinball loss of the quantiles, which approximates the CRPS (Gneiting and Raftery 2007, section 4.2),
 * plus half the squared error of the mean, on the windows' scale; averaged over the days that count.
 */
final class ForecastLoss {
    private final Tensor levels;

    ForecastLoss() {
        float[] values = new float[QuantileLevels.ALL.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = QuantileLevels.ALL.get(i).floatValue();
        }
        levels = Tensors.of(values, values.length);
    }

    /** The sum over the days of a batch; the caller divides by their number. */
    Tensor sum(Tensor outputs, Batch batch) {
        Tensor meanError = batch.target.sub(outputs.select(2, 0));
        Tensor error = batch.target.unsqueeze(2).sub(outputs.slice(2, 1, QuantileLevels.ALL.size()));
        Tensor pinball = error.mul(levels).maximum(error.mul(levels.add(-1))).mean(2, false);
        Tensor daily = pinball.mul(2).add(meanError.square().mul(0.5));
        return daily.mul(batch.weight).sum();
    }
}
