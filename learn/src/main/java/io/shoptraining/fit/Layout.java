package io.shoptraining.fit;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Where each parameter lies in the one flat tensor that holds them all: the optimizer then needs a few large operations
 * instead of many small ones for every parameter.
 */
final class Layout {
    private final List<Parameter> parameters;
    private final long[] sizes;

    Layout(Network network) {
        this.parameters = List.copyOf(network.parameters());
        this.sizes = parameters.stream().mapToLong(Parameter::size).toArray();
        long names = parameters.stream().map(Parameter::name).distinct().count();
        if (names != parameters.size()) {
            throw new IllegalArgumentException("two parameters have one name");
        }
    }

    int size() {
        return Math.toIntExact(Arrays.stream(sizes).sum());
    }

    float[] start(SplittableRandom random) {
        float[] flat = new float[size()];
        int at = 0;
        for (Parameter parameter : parameters) {
            float[] values = new float[parameter.size()];
            parameter.start().fill(values, random);
            System.arraycopy(values, 0, flat, at, values.length);
            at += values.length;
        }
        return flat;
    }

    /** The rate where a value decays, 0 elsewhere. */
    float[] decay(double rate) {
        float[] flat = new float[size()];
        int at = 0;
        for (Parameter parameter : parameters) {
            Arrays.fill(flat, at, at + parameter.size(), parameter.decays() ? (float) rate : 0);
            at += parameter.size();
        }
        return flat;
    }

    Weights views(Tensor flat) {
        List<Tensor> parts = flat.split(sizes);
        Map<String, Tensor> tensors = new HashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Tensor part = parts.get(i).view(parameter.dimensions());
            tensors.put(parameter.name(), parameter.trained() ? part : part.detach());
        }
        return new Weights(tensors);
    }

    Map<String, FloatArray> arrays(float[] flat, String prefix) {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        int at = 0;
        for (Parameter parameter : parameters) {
            arrays.put(prefix + parameter.name(), parameter.array(flat, at));
            at += parameter.size();
        }
        return arrays;
    }

    /** Takes what {@link #arrays} gave; a missing name or another shape is a damaged file. */
    float[] flat(Map<String, FloatArray> arrays, String prefix) {
        float[] flat = new float[size()];
        int at = 0;
        for (Parameter parameter : parameters) {
            FloatArray array = arrays.get(prefix + parameter.name());
            if (array == null || !Arrays.equals(array.shape(), parameter.dimensions())) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE,
                        "weights " + prefix + parameter.name() + " are "
                                + (array == null ? "missing" : "of shape " + Arrays.toString(array.shape()))
                                + "; expected: " + parameter.shape());
            }
            System.arraycopy(array.values(), 0, flat, at, parameter.size());
            at += parameter.size();
        }
        return flat;
    }
}
