package io.shoptraining.fit;

import io.shoptraining.tensor.Tensor;
import java.util.Map;

/** A network's parameters as tensors, by name. */
public final class Weights {
    private final Map<String, Tensor> tensors;

    public Weights(Map<String, Tensor> tensors) {
        this.tensors = Map.copyOf(tensors);
    }

    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return tensor;
    }
}
