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
 * The temporal convolutional network of Bai, Kolter and Koltun 2018 (arXiv 1803.01271, section 3): residual blocks of
 * two causal convolutions with weight normalisation (arXiv 1602.07868, equation 2), ReLU and dropout, dilated by 1, 2, 4
 * and so on. There are as many blocks as the last step needs to see the first. What is known of the days to forecast
 * joins in the head of {@link ForecastNetwork}.
 */
public final class Tcn implements Encoder {
    private final int hidden;
    private final int kernel;
    private final int blocks;

    Tcn(TrainingSpec spec, int tokens) {
        this.hidden = spec.integer("hidden_size");
        this.kernel = spec.integer("kernel_size");
        this.blocks = blocks(kernel, tokens);
    }

    /** The least number of blocks whose last step sees every token: {@code 1 + 2 (kernel - 1) (2^blocks - 1)} of them. */
    static int blocks(int kernel, int tokens) {
        int blocks = 1;
        while (1 + 2L * (kernel - 1) * ((1L << blocks) - 1) < tokens) {
            blocks++;
        }
        return blocks;
    }

    /** The model type {@code tcn}. Loads no native code. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "tcn",
                "Dilated causal convolutions over patches of a week; reads promotions and calendar of the days to forecast.",
                NeuralLearner.settings(List.of(
                        HyperParameter.integer("hidden_size", 4, 1024, 32, "Width."),
                        HyperParameter.integer("kernel_size", 2, 16, 3, "Tokens that a convolution spans."))),
                null);
        return new NeuralLearner(type, Tcn::new);
    }

    @Override
    public List<Parameter> parameters() {
        double bound = Encoder.linearBound((long) hidden * kernel);
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            for (String conv : List.of("conv1", "conv2")) {
                String name = "blocks." + i + "." + conv;
                all.add(Parameter.constant(name + ".weight_g", 1, hidden));
                all.add(Parameter.uniform(name + ".weight_v", bound, hidden, hidden, kernel));
                all.add(Parameter.constant(name + ".bias", 0, hidden));
            }
        }
        all.add(Parameter.constant("norm.weight", 1, hidden));
        all.add(Parameter.constant("norm.bias", 0, hidden));
        return all;
    }

    /**
     * The last step of a block reads every second, every fourth, every eighth step of its input, counted back from the
     * last one. What lies between is left out before it is worked out, so that the convolutions need no dilation any more,
     * and nothing that is not read is computed.
     */
    @Override
    public Tensor encode(Weights weights, Tensor tokens, Tensors.Dropout dropout) {
        Tensor x = tokens.transpose(1, 2);
        for (int i = 0; i < blocks; i++) {
            String block = "blocks." + i + ".";
            Tensor read = i == 0 ? x : x.everySecond(2);
            Tensor inner = dropout.apply(convolve(weights, block + "conv1", read));
            x = read.add(dropout.apply(convolve(weights, block + "conv2", inner)))
                    .relu();
        }
        return x.select(2, x.size(2) - 1).layerNorm(weights.get("norm.weight"), weights.get("norm.bias"));
    }

    private Tensor convolve(Weights weights, String name, Tensor x) {
        Tensor v = weights.get(name + ".weight_v");
        Tensor norm = v.view(hidden, -1).square().sum(1, true).sqrt();
        Tensor scale = weights.get(name + ".weight_g").view(hidden, 1).div(norm);
        return x.padFront(2, kernel - 1)
                .conv1d(v.mul(scale.unsqueeze(2)), weights.get(name + ".bias"))
                .relu();
    }
}
