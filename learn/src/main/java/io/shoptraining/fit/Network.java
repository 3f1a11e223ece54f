package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.List;

/** A network as a pure function of its weights, so that one loop can train them all. */
public interface Network {
    List<Parameter> parameters();

    /**
     * Forecasts a batch.
     *
     * @return {@code [batch, horizon, QuantileLevels.OUTPUTS]}
     */
    Tensor forward(Weights weights, Batch batch, Tensors.Dropout dropout);
}
