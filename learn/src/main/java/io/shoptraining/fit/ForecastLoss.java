package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;

/** What a training makes small. */
public interface ForecastLoss {
    /**
     * The sum over the days of a batch that count; the caller divides by their number.
     *
     * @param outputs what the network said
     */
    Tensor sum(Tensor outputs, Batch batch);
}
