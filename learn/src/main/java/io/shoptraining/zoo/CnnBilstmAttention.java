package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A convolution, a long short-term memory that reads both ways, and attention over the steps, one on top of the other
 * (Lu, Li, Wang and Qin 2021, doi 10.1007/s00521-020-05532-z). The memory is that of Graves and Schmidhuber 2005 (doi
 * 10.1016/j.neunet.2005.06.042) without peepholes, the attention is additive (arXiv 1409.0473, appendix A.1.2) with one
 * learned question. Without the pooling of the paper: the tokens are few. What is known of the days to forecast joins in
 * the head of {@link ForecastNetwork}.
 */
public final class CnnBilstmAttention implements Encoder {
    private static final int GATES = 4;
    private static final List<String> DIRECTIONS = List.of("", "_reverse");

    private final int hidden;
    private final int units;
    private final int kernel;

    CnnBilstmAttention(TrainingSpec spec, int tokens) {
        this.hidden = spec.integer("hidden_size");
        this.units = hidden / DIRECTIONS.size();
        this.kernel = spec.integer("kernel_size");
        requireHalves(hidden);
        if (tokens < 1) {
            throw new IllegalArgumentException("no tokens");
        }
    }

    /** The model type {@code cnn_bilstm_attention}. Loads no native code. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "cnn_bilstm_attention",
                "Convolution, LSTM in both directions and attention over patches of a week; reads promotions and"
                        + " calendar of the days to forecast.",
                NeuralLearner.settings(List.of(
                        HyperParameter.integer("hidden_size", 4, 1024, 32, "Width, half for each direction; even."),
                        HyperParameter.integer("kernel_size", 1, 15, 3, "Tokens that the convolution spans."))),
                null);
        return new NeuralLearner(type, CnnBilstmAttention::new);
    }

    private static void requireHalves(int hidden) {
        if (hidden % DIRECTIONS.size() != 0) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST,
                    List.of(new FieldFault(
                            "hyperparameters.hidden_size",
                            "not_allowed",
                            hidden + " is not even: the directions share it")));
        }
    }

    @Override
    public List<Parameter> parameters() {
        double bound = Encoder.linearBound(units);
        List<Parameter> all = new ArrayList<>();
        all.add(Parameter.uniform("conv.weight", Encoder.linearBound((long) hidden * kernel), hidden, hidden, kernel));
        all.add(Parameter.constant("conv.bias", 0, hidden));
        for (String direction : DIRECTIONS) {
            all.add(Parameter.uniform("lstm.weight_ih_l0" + direction, bound, (long) GATES * units, hidden));
            all.add(Parameter.uniform("lstm.weight_hh_l0" + direction, bound, (long) GATES * units, units));
            all.add(Parameter.of(
                    "lstm.bias_ih_l0" + direction, (values, random) -> rememberAtFirst(values), (long) GATES * units));
            all.add(Parameter.constant("lstm.bias_hh_l0" + direction, 0, (long) GATES * units));
        }
        all.add(Parameter.uniform("attention.weight", Encoder.linearBound(hidden), hidden, hidden));
        all.add(Parameter.constant("attention.bias", 0, hidden));
        all.add(Parameter.uniform("attention.question.weight", Encoder.linearBound(hidden), 1, hidden));
        all.add(Parameter.constant("norm.weight", 1, hidden));
        all.add(Parameter.constant("norm.bias", 0, hidden));
        return all;
    }

    /** The forget gate starts open (Gers, Schmidhuber and Cummins 2000); gates in torch's order: in, forget, cell, out. */
    private void rememberAtFirst(float[] bias) {
        Arrays.fill(bias, units, 2 * units, 1);
    }

    @Override
    public Tensor encode(Weights weights, Tensor tokens, Tensors.Dropout dropout) {
        Tensor convolved = convolve(weights, tokens);
        Tensor read = remember(weights, dropout.apply(convolved));
        Tensor summary = attend(weights, dropout.apply(read));
        return summary.layerNorm(weights.get("norm.weight"), weights.get("norm.bias"));
    }

    /** The kernel's middle at every token, zeroes beyond both ends. */
    private Tensor convolve(Weights weights, Tensor tokens) {
        long before = kernel / 2;
        return tokens.transpose(1, 2)
                .padFront(2, before)
                .padBack(2, kernel - 1 - before)
                .conv1d(weights.get("conv.weight"), weights.get("conv.bias"))
                .transpose(1, 2)
                .relu();
    }

    /** {@code [batch, tokens, hidden]}: first what was read forwards, then what was read backwards. */
    static Tensor remember(Weights weights, Tensor x) {
        List<Tensor> parts = new ArrayList<>();
        for (String direction : DIRECTIONS) {
            for (String part : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
                parts.add(weights.get("lstm." + part + "_l0" + direction));
            }
        }
        return x.lstmBothWays(parts);
    }

    /** The mean of the tokens, weighted by how well each answers the question. */
    static Tensor attend(Weights weights, Tensor x) {
        Tensor shares = x.linear(weights.get("attention.weight"), weights.get("attention.bias"))
                .tanh()
                .linear(weights.get("attention.question.weight"))
                .softmax(1);
        return x.mul(shares).sum(1, false);
    }
}
