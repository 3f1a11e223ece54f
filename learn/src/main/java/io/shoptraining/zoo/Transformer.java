package io.shoptraining.zoo;

import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * A transformer over patches of days (PatchTST, arXiv 2211.14730): self-attention (arXiv 1706.03762, equation 1) in
 * blocks that normalise first (arXiv 2002.04745, figure 1b) and use GELU (arXiv 1606.08415). What is known of the days
 * to forecast joins in the head of {@link ForecastNetwork}.
 */
public final class Transformer implements Encoder {
    private static final int WIDENING = 2;

    private final int hidden;
    private final int heads;
    private final int layers;
    private final int tokens;

    private Transformer(TrainingSpec spec, int tokens) {
        this.heads = spec.integer("heads");
        this.hidden = spec.integer("hidden_size");
        this.layers = spec.integer("layers");
        this.tokens = tokens;
        Mlstm.requireMultiple(hidden, heads);
    }

    /** The model type {@code transformer}. Loads no native code. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "transformer",
                "Self-attention over patches of a week; reads promotions and calendar of the days to forecast.",
                NeuralLearner.settings(List.of(
                        HyperParameter.integer("hidden_size", 4, 1024, 32, "Width; a multiple of heads."),
                        HyperParameter.integer("heads", 1, 32, 4, "Attention heads."),
                        HyperParameter.integer("layers", 1, 12, 2, "Blocks on top of each other."))),
                null);
        return new NeuralLearner(type, Transformer::new);
    }

    @Override
    public List<Parameter> parameters() {
        double bound = Encoder.linearBound(hidden);
        long wide = (long) WIDENING * hidden;
        List<Parameter> all = new ArrayList<>();
        all.add(Parameter.uniform("position", 0.02, tokens, hidden));
        for (int i = 0; i < layers; i++) {
            String block = "blocks." + i + ".";
            norm(all, block + "norm1");
            all.add(Parameter.uniform(block + "attention.qkv.weight", bound, 3L * hidden, hidden));
            all.add(Parameter.constant(block + "attention.qkv.bias", 0, 3L * hidden));
            all.add(Parameter.uniform(block + "attention.out.weight", bound, hidden, hidden));
            all.add(Parameter.constant(block + "attention.out.bias", 0, hidden));
            norm(all, block + "norm2");
            all.add(Parameter.uniform(block + "wide.weight", bound, wide, hidden));
            all.add(Parameter.constant(block + "wide.bias", 0, wide));
            all.add(Parameter.uniform(block + "narrow.weight", Encoder.linearBound(wide), hidden, wide));
            all.add(Parameter.constant(block + "narrow.bias", 0, hidden));
        }
        norm(all, "norm");
        all.add(Parameter.uniform(
                "flatten.weight", Encoder.linearBound((long) tokens * hidden), hidden, (long) tokens * hidden));
        all.add(Parameter.constant("flatten.bias", 0, hidden));
        return all;
    }

    private void norm(List<Parameter> all, String name) {
        all.add(Parameter.constant(name + ".weight", 1, hidden));
        all.add(Parameter.constant(name + ".bias", 0, hidden));
    }

    @Override
    public Tensor encode(Weights weights, Tensor tokens, Tensors.Dropout dropout) {
        Tensor x = tokens.add(weights.get("position"));
        for (int i = 0; i < layers; i++) {
            String block = "blocks." + i + ".";
            x = x.add(dropout.apply(attend(weights, block + "attention.", normed(weights, block + "norm1", x))));
            Tensor wide = linear(weights, block + "wide", normed(weights, block + "norm2", x))
                    .gelu();
            x = x.add(dropout.apply(linear(weights, block + "narrow", wide)));
        }
        Tensor flat = normed(weights, "norm", x).view(-1, (long) this.tokens * hidden);
        return linear(weights, "flatten", dropout.apply(flat));
    }

    private Tensor attend(Weights weights, String part, Tensor x) {
        Tensor qkv = linear(weights, part + "qkv", x)
                .view(-1, tokens, 3, heads, hidden / heads)
                .permute(2, 0, 3, 1, 4);
        Tensor mixed = qkv.select(0, 0).attend(qkv.select(0, 1), qkv.select(0, 2));
        return linear(weights, part + "out", mixed.transpose(1, 2).view(-1, tokens, hidden));
    }

    private static Tensor normed(Weights weights, String name, Tensor x) {
        return x.layerNorm(weights.get(name + ".weight"), weights.get(name + ".bias"));
    }

    private static Tensor linear(Weights weights, String name, Tensor x) {
        return x.linear(weights.get(name + ".weight"), weights.get(name + ".bias"));
    }
}
