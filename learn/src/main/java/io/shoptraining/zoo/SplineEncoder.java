package io.shoptraining.zoo;

import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers in which every input has a curve of its own to every output, and the output is the sum of the curves
 * (Kolmogorov-Arnold networks, Liu et al. 2024, arXiv 2404.19756, section 2.2). A curve is
 * {@code base silu(z) + spline(tanh(z))}, where {@code z} is the input after a layer norm: so none lies beyond the grid,
 * where splines are zero. All tokens together are the inputs of the first layer.
 */
abstract class SplineEncoder implements Encoder {
    private final long inputs;
    private final int hidden;
    private final int layers;
    final int intervals;

    SplineEncoder(TrainingSpec spec, int tokens) {
        this.hidden = spec.integer("hidden_size");
        this.layers = spec.integer("layers");
        this.intervals = spec.integer("grid_size");
        this.inputs = (long) tokens * hidden;
    }

    static List<HyperParameter> ownSettings() {
        return List.of(
                HyperParameter.integer("hidden_size", 4, 1024, 32, "Width."),
                HyperParameter.integer("layers", 1, 6, 1, "Layers on top of each other."),
                HyperParameter.integer("grid_size", 1, 64, 5, "Intervals of the grid under each curve."));
    }

    final int layers() {
        return layers;
    }

    final long inputs(int layer) {
        return layer == 0 ? inputs : hidden;
    }

    static String name(int layer) {
        return "layers." + layer + ".";
    }

    /** Kaiming's start (arXiv 1502.01852) as torch has it: from a constant one, KAN layers learn next to nothing. */
    @Override
    public List<Parameter> parameters() {
        long bases = Splines.bases(intervals);
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            long width = inputs(i);
            all.add(Parameter.constant(name(i) + "norm.weight", 1, width));
            all.add(Parameter.constant(name(i) + "norm.bias", 0, width));
            all.add(Parameter.uniform(name(i) + "base.weight", Encoder.linearBound(width), hidden, width));
            all.add(Parameter.uniform(
                    name(i) + "spline.weight", Encoder.linearBound(width * bases), hidden, width, bases));
        }
        all.add(Parameter.constant("norm.weight", 1, hidden));
        all.add(Parameter.constant("norm.bias", 0, hidden));
        return all;
    }

    @Override
    public final Tensor encode(Weights weights, Tensor tokens, Tensors.Dropout dropout) {
        Tensor x = flat(tokens);
        for (int i = 0; i < layers; i++) {
            x = dropout.apply(layer(weights, i, normed(weights, i, x)));
        }
        return x.layerNorm(weights.get("norm.weight"), weights.get("norm.bias"));
    }

    final Tensor flat(Tensor tokens) {
        return tokens.view(-1, inputs);
    }

    static Tensor normed(Weights weights, int layer, Tensor x) {
        return x.layerNorm(weights.get(name(layer) + "norm.weight"), weights.get(name(layer) + "norm.bias"));
    }

    /**
     * The sums of the curves.
     *
     * @param z {@code [batch, inputs]}
     * @return {@code [batch, hidden]}
     */
    abstract Tensor layer(Weights weights, int layer, Tensor z);
}
