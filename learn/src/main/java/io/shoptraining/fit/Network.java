package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.List;
import java.util.function.Supplier;

/** A network as a pure function of its weights, so that one loop can train them all. */
public interface Network {
    List<Parameter> parameters();

    /**
     * Forecasts a batch.
     *
     * @return {@code [batch, horizon, outputs]}, what {@link #loss()} reads
     */
    Tensor forward(Weights weights, Batch batch, Tensors.Dropout dropout);

    /** What its training makes small. Made within a scope of tensors, and used there. */
    default ForecastLoss loss() {
        return new QuantileLoss();
    }

    /**
     * May change weights in place before an epoch, where no gradient is remembered. What it does follows from its
     * arguments alone, so that a resumed training does the same again.
     *
     * @param epoch counted from 1
     * @param sample some windows of the training, read when asked for
     */
    default void adapt(int epoch, Weights weights, Supplier<Batch> sample) {}
}
