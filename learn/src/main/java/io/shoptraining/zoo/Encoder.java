package io.shoptraining.zoo;

import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.List;
import java.util.function.Supplier;

/** What tells one neural model from another: how it reads the past. */
interface Encoder {
    List<Parameter> parameters();

    /**
     * Sums the past up.
     *
     * @param tokens {@code [batch, tokens, hidden]}, the oldest first
     * @return {@code [batch, hidden]}
     */
    Tensor encode(Weights weights, Tensor tokens, Tensors.Dropout dropout);

    /**
     * May change weights in place before an epoch; see {@link io.shoptraining.fit.Network#adapt}.
     *
     * @param tokens of some windows of the training, worked out when asked for
     */
    default void adapt(int epoch, Weights weights, Supplier<Tensor> tokens) {}

    /** Builds an encoder for a number of tokens. */
    @FunctionalInterface
    interface Builder {
        Encoder build(TrainingSpec spec, int tokens);
    }

    /** Starts as torch starts its linear layers. */
    static double linearBound(long inputs) {
        return 1 / Math.sqrt((double) inputs);
    }
}
