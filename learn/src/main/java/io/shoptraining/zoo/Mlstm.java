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
import java.util.List;
import java.util.SplittableRandom;

/**
 * The LSTM with matrix memory of xLSTM (Beck et al. 2024, arXiv 2405.04517): equations 19 to 27, stabilised as in
 * equations 15 to 17, in blocks with up-projection before the cell (figure 11 of the appendix). What is known of the
 * days to forecast joins in the head of {@link ForecastNetwork}.
 */
public final class Mlstm implements Encoder {
    private static final int WIDENING = 2;
    private static final int KERNEL = 4;
    private static final double EPSILON = 1e-6;
    private static final double FORGET_BIAS_FROM = 3;
    private static final double FORGET_BIAS_TO = 6;
    private static final double INPUT_BIAS_DEVIATION = 0.1;
    /** Longer sequences are cut, so that time and memory grow no faster than they do. */
    private static final int CHUNK = 64;

    private final int hidden;
    private final int inner;
    private final int heads;
    private final int blocks;

    private Mlstm(TrainingSpec spec, int tokens) {
        this.heads = spec.integer("heads");
        this.hidden = spec.integer("hidden_size");
        this.inner = WIDENING * hidden;
        this.blocks = spec.integer("blocks");
        requireMultiple(hidden, heads);
        if (tokens < 1) {
            throw new IllegalArgumentException("no tokens");
        }
    }

    /** The model type {@code mlstm}. Loads no native code. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "mlstm",
                "xLSTM with matrix memory over patches of a week; reads promotions and calendar of the days to forecast.",
                NeuralLearner.settings(List.of(
                        HyperParameter.integer("hidden_size", 4, 1024, 32, "Width; a multiple of heads."),
                        HyperParameter.integer("heads", 1, 32, 4, "Heads, each with a memory of its own."),
                        HyperParameter.integer("blocks", 1, 12, 1, "Blocks on top of each other."))),
                null);
        return new NeuralLearner(type, Mlstm::new);
    }

    static void requireMultiple(int hidden, int heads) {
        if (hidden % heads != 0) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST,
                    List.of(new FieldFault(
                            "hyperparameters.hidden_size",
                            "not_allowed",
                            hidden + " is not a multiple of heads, " + heads)));
        }
    }

    @Override
    public List<Parameter> parameters() {
        long dim = inner / heads;
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            String block = "blocks." + i + ".";
            norm(all, block + "norm", hidden);
            all.add(Parameter.uniform(block + "up.weight", Encoder.linearBound(hidden), 2L * inner, hidden));
            all.add(Parameter.uniform(block + "conv.weight", Encoder.linearBound(KERNEL), inner, 1, KERNEL));
            all.add(Parameter.constant(block + "conv.bias", 0, inner));
            for (String projection : List.of("q", "k", "v")) {
                all.add(Parameter.uniform(block + projection + ".weight", Encoder.linearBound(dim), heads, dim, dim));
            }
            all.add(Parameter.constant(block + "input_gate.weight", 0, heads, 3L * inner));
            all.add(Parameter.of(block + "input_gate.bias", Mlstm::inputBias, heads));
            all.add(Parameter.constant(block + "forget_gate.weight", 0, heads, 3L * inner));
            all.add(Parameter.of(block + "forget_gate.bias", (values, random) -> forgetBias(values), heads));
            norm(all, block + "cell_norm", inner);
            all.add(Parameter.constant(block + "skip", 1, inner));
            all.add(Parameter.uniform(block + "down.weight", Encoder.linearBound(inner), hidden, inner));
        }
        norm(all, "norm", hidden);
        return all;
    }

    private static void norm(List<Parameter> all, String name, long width) {
        all.add(Parameter.constant(name + ".weight", 1, width));
        all.add(Parameter.constant(name + ".bias", 0, width));
    }

    /** Normal, by Box and Muller: the same numbers on every Java. */
    private static void inputBias(float[] values, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            values[i] = (float) (INPUT_BIAS_DEVIATION * radius * StrictMath.cos(angle));
        }
    }

    private static void forgetBias(float[] values) {
        for (int i = 0; i < values.length; i++) {
            double share = values.length == 1 ? 0 : i / (values.length - 1.0);
            values[i] = (float) (FORGET_BIAS_FROM + share * (FORGET_BIAS_TO - FORGET_BIAS_FROM));
        }
    }

    @Override
    public Tensor encode(Weights weights, Tensor tokens, Tensors.Dropout dropout) {
        Tensor x = tokens;
        for (int i = 0; i < blocks; i++) {
            x = x.add(dropout.apply(block(weights, "blocks." + i + ".", x)));
        }
        Tensor last = x.select(1, x.size(1) - 1);
        return last.layerNorm(weights.get("norm.weight"), weights.get("norm.bias"));
    }

    private Tensor block(Weights weights, String block, Tensor x) {
        long steps = x.size(1);
        Tensor normed = x.layerNorm(weights.get(block + "norm.weight"), weights.get(block + "norm.bias"));
        Tensor up = normed.linear(weights.get(block + "up.weight"));
        Tensor branch = up.slice(2, 0, inner);
        Tensor gate = up.slice(2, inner, inner);
        Tensor convolved = branch.transpose(1, 2)
                .padFront(2, KERNEL - 1)
                .depthwiseConv1d(weights.get(block + "conv.weight"), weights.get(block + "conv.bias"))
                .transpose(1, 2)
                .silu();
        Tensor q = heads(convolved, weights.get(block + "q.weight"));
        Tensor k = heads(convolved, weights.get(block + "k.weight"));
        Tensor v = heads(branch, weights.get(block + "v.weight"));
        Tensor all = Tensors.cat(List.of(join(q), join(k), join(v)), 2);
        Tensor input = all.linear(weights.get(block + "input_gate.weight"), weights.get(block + "input_gate.bias"));
        Tensor forget = all.linear(weights.get(block + "forget_gate.weight"), weights.get(block + "forget_gate.bias"));
        Tensor cell = chunkwise(q, k, v, input.transpose(1, 2), forget.transpose(1, 2), CHUNK);
        Tensor normalised = cell.normalise()
                .transpose(1, 2)
                .view(-1, steps, inner)
                .mul(weights.get(block + "cell_norm.weight"))
                .add(weights.get(block + "cell_norm.bias"));
        return normalised
                .add(convolved.mul(weights.get(block + "skip")))
                .mul(gate.silu())
                .linear(weights.get(block + "down.weight"));
    }

    /** {@code [batch, time, inner]} to {@code [batch, heads, time, dim]}, each head by a matrix of its own. */
    private Tensor heads(Tensor x, Tensor weight) {
        return x.view(-1, x.size(1), heads, inner / heads).transpose(1, 2).matmul(weight);
    }

    private Tensor join(Tensor byHead) {
        return byHead.transpose(1, 2).view(-1, byHead.size(2), inner);
    }

    /**
     * All steps at once (appendix A.3): for training.
     *
     * @param q {@code [batch, heads, time, dim]}, likewise {@code k} and {@code v}
     * @param input input gate before its exponential, {@code [batch, heads, time]}
     * @param forget forget gate before its sigmoid, {@code [batch, heads, time]}
     * @return {@code [batch, heads, time, dim]}
     */
    static Tensor parallel(Tensor q, Tensor k, Tensor v, Tensor input, Tensor forget) {
        Tensor past = forget.logSigmoid().cumulativeSum(2);
        Tensor decay = past.unsqueeze(3).add(input.sub(past).unsqueeze(2)).maskFuture();
        // the stabiliser cancels, so that it is a constant of the backward pass
        Tensor stabiliser = decay.detach().max(3, true);
        Tensor scores = q.matmul(k.transpose(2, 3))
                .mul(1 / Math.sqrt((double) q.size(3)))
                .mul(decay.sub(stabiliser).exp());
        Tensor norm = scores.sum(3, true).abs().maximum(stabiliser.neg().exp()).add(EPSILON);
        return scores.matmul(v).div(norm);
    }

    /**
     * The same, all steps of a chunk at once and the chunks one after the other, from an empty memory: time and memory
     * linear in the number of steps.
     */
    static Tensor chunkwise(Tensor q, Tensor k, Tensor v, Tensor input, Tensor forget, int chunk) {
        long steps = q.size(2);
        if (steps <= chunk) {
            return parallel(q, k, v, input, forget);
        }
        Tensor keys = k.mul(1 / Math.sqrt((double) q.size(3)));
        Tensor stabiliser = input.detach().slice(2, 0, 1).add(Double.NEGATIVE_INFINITY);
        Tensor memory =
                keys.slice(2, 0, 1).transpose(2, 3).matmul(v.slice(2, 0, 1)).mul(0);
        Tensor normaliser = keys.slice(2, 0, 1).transpose(2, 3).mul(0);
        List<Tensor> outputs = new ArrayList<>();
        for (long from = 0; from < steps; from += chunk) {
            long length = Math.min(chunk, steps - from);
            Tensor query = q.slice(2, from, length);
            Tensor key = keys.slice(2, from, length);
            Tensor value = v.slice(2, from, length);
            Tensor past = forget.slice(2, from, length).logSigmoid().cumulativeSum(2);
            Tensor write = input.slice(2, from, length).sub(past);
            Tensor kept = past.add(stabiliser).unsqueeze(3);
            Tensor decay = past.unsqueeze(3).add(write.unsqueeze(2)).maskFuture();
            Tensor largest = decay.detach().max(3, true).maximum(kept.detach());
            Tensor scores =
                    query.matmul(key.transpose(2, 3)).mul(decay.sub(largest).exp());
            Tensor carried = query.mul(kept.sub(largest).exp());
            Tensor norm = scores.sum(3, true)
                    .add(carried.matmul(normaliser))
                    .abs()
                    .maximum(largest.neg().exp())
                    .add(EPSILON);
            outputs.add(scores.matmul(value).add(carried.matmul(memory)).div(norm));

            Tensor whole = past.slice(2, length - 1, 1);
            Tensor next = largest.slice(2, length - 1, 1).select(3, 0);
            Tensor keep = whole.add(stabiliser).sub(next).exp().unsqueeze(3);
            Tensor written =
                    key.mul(whole.add(write).sub(next).exp().unsqueeze(3)).transpose(2, 3);
            memory = memory.mul(keep).add(written.matmul(value));
            normaliser = normaliser.mul(keep).add(written.sum(3, true));
            stabiliser = next;
        }
        return Tensors.cat(outputs, 2);
    }

    /** The same step by step, from an empty memory: how a day at a time is read. */
    static Tensor recurrent(Tensor q, Tensor k, Tensor v, Tensor input, Tensor forget) {
        Tensor logForget = forget.logSigmoid();
        Tensor keys = k.mul(1 / Math.sqrt((double) q.size(3)));
        Tensor stabiliser = input.select(2, 0).add(Double.NEGATIVE_INFINITY);
        Tensor memory = keys.select(2, 0)
                .unsqueeze(3)
                .matmul(v.select(2, 0).unsqueeze(2))
                .mul(0);
        Tensor normaliser = keys.select(2, 0).mul(0);
        List<Tensor> outputs = new ArrayList<>();
        for (long t = 0; t < q.size(2); t++) {
            Tensor kept = logForget.select(2, t).add(stabiliser);
            Tensor next = kept.maximum(input.select(2, t));
            Tensor keep = kept.sub(next).exp().unsqueeze(2);
            Tensor write = input.select(2, t).sub(next).exp().unsqueeze(2);
            Tensor key = keys.select(2, t).mul(write);
            memory = memory.mul(keep.unsqueeze(3))
                    .add(key.unsqueeze(3).matmul(v.select(2, t).unsqueeze(2)));
            normaliser = normaliser.mul(keep).add(key);
            Tensor query = q.select(2, t);
            Tensor read = query.unsqueeze(2).matmul(memory).select(2, 0);
            Tensor norm = query.mul(normaliser)
                    .sum(2, true)
                    .abs()
                    .maximum(next.neg().exp().unsqueeze(2))
                    .add(EPSILON);
            outputs.add(read.div(norm));
            stabiliser = next;
        }
        return Tensors.stack(outputs, 2);
    }
}
