package io.shoptraining.fit;

import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;

/**
 * Twice the mean pinball loss of the quantiles, which approximates the CRPS (Gneiting and Raftery 2007, section 4.2),
 * plus a loss of the mean, on the windows' scale. Outputs are the mean, then the quantiles.
 */
public final class QuantileLoss implements ForecastLoss {
    private final Tensor levels;

    private final DayLoss mean;

    /** With half the squared error of the mean. */
    public QuantileLoss() {
        this((target, said) -> target.sub(said).square().mul(0.5));
    }

    QuantileLoss(DayLoss mean) {
        this.mean = mean;
        float[] values = new float[QuantileLevels.ALL.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = QuantileLevels.ALL.get(i).floatValue();
        }
        levels = Tensors.of(values, values.length);
    }

    @Override
    public Tensor sum(Tensor outputs, Batch batch) {
        Tensor error = batch.target.unsqueeze(2).sub(outputs.slice(2, 1, QuantileLevels.ALL.size()));
        Tensor pinball = error.mul(levels).maximum(error.mul(levels.add(-1))).mean(2, false);
        Tensor daily = pinball.mul(2).add(mean.of(batch.target, outputs.select(2, 0)));
        return daily.mul(batch.weight).sum();
    }

    /** What the mean costs, day by day. */
    interface DayLoss {
        Tensor of(Tensor target, Tensor said);
    }
}
