package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.fit.Weights;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TcnTest extends LearnerContract {
    private static final int WIDTH = 4;
    private static final int TOKENS = 20;

    @Override
    Learner learner() {
        return Tcn.learner();
    }

    /**
     * The reference works on all tokens and pads the left side only; an encoder that reads a stretch says what the
     * reference says at its end, whatever comes later.
     */
    @RandomSeeds(count = 5)
    void itSaysWhatDilatedCausalConvolutionsSayAtTheLastStep(Random random) {
        int kernel = 2 + random.nextInt(3);
        TrainingSpec spec = EncoderSample.spec(learner(), Map.of("hidden_size", WIDTH, "kernel_size", kernel));
        Tcn tcn = new Tcn(spec, TOKENS);
        try (Tensors.Scope scope = Tensors.scope()) {
            Weights weights = EncoderSample.weights(tcn, random);
            Tensor tokens = EncoderSample.normal(random, 1, TOKENS, WIDTH);
            double[] x = tokens.toDoubles();
            for (int block = 0; block < Tcn.blocks(kernel, TOKENS); block++) {
                double[] inner = x;
                for (String conv : new String[] {"conv1", "conv2"}) {
                    inner = slow(weights, "blocks." + block + "." + conv, inner, kernel, 1 << block);
                }
                for (int i = 0; i < x.length; i++) {
                    inner[i] = Math.max(0, x[i] + inner[i]);
                }
                x = inner;
            }
            for (int last = 0; last < TOKENS; last++) {
                double[] expected = Tensors.ofDoubles(Arrays.copyOfRange(x, last * WIDTH, (last + 1) * WIDTH), 1, WIDTH)
                        .layerNorm(weights.get("norm.weight"), weights.get("norm.bias"))
                        .toDoubles();
                Tensor stretch = tokens.slice(1, 0, last + 1L);
                assertThat(tcn.encode(weights, stretch, EncoderSample.none()).toDoubles())
                        .containsExactly(expected, within(1e-9));
            }
        }
    }

    @Test
    void everyTokenReachesTheSummary() {
        Tcn tcn = new Tcn(EncoderSample.spec(learner(), Map.of("hidden_size", WIDTH)), TOKENS);
        try (Tensors.Scope scope = Tensors.scope()) {
            Random random = new Random(4);
            Weights weights = EncoderSample.weights(tcn, random);
            Tensor tokens = EncoderSample.normal(random, 1, TOKENS, WIDTH);
            double[] before = tcn.encode(weights, tokens, EncoderSample.none()).toDoubles();
            for (int changed = 0; changed < TOKENS; changed++) {
                double[] values = tokens.toDoubles();
                Arrays.fill(values, changed * WIDTH, (changed + 1) * WIDTH, 9);
                Tensor others = Tensors.ofDoubles(values, 1, TOKENS, WIDTH);
                assertThat(tcn.encode(weights, others, EncoderSample.none()).toDoubles())
                        .as("after a change of token %d", changed)
                        .isNotEqualTo(before);
            }
        }
    }

    /** {@code [tokens, width]} to {@code [tokens, width]}: convolution, then ReLU. */
    private static double[] slow(Weights weights, String name, double[] x, int kernel, int dilation) {
        double[] v = weights.get(name + ".weight_v").toDoubles();
        double[] g = weights.get(name + ".weight_g").toDoubles();
        double[] bias = weights.get(name + ".bias").toDoubles();
        double[] result = new double[x.length];
        for (int out = 0; out < WIDTH; out++) {
            double square = 0;
            for (int i = 0; i < WIDTH * kernel; i++) {
                square += v[out * WIDTH * kernel + i] * v[out * WIDTH * kernel + i];
            }
            for (int t = 0; t < TOKENS; t++) {
                double sum = bias[out];
                for (int back = 0; back < kernel && t - back * dilation >= 0; back++) {
                    for (int in = 0; in < WIDTH; in++) {
                        double weight = v[(out * WIDTH + in) * kernel + kernel - 1 - back];
                        sum += g[out] / Math.sqrt(square) * weight * x[(t - back * dilation) * WIDTH + in];
                    }
                }
                result[t * WIDTH + out] = Math.max(0, sum);
            }
        }
        return result;
    }

    /** Of the receptive field {@code 1 + 2 (kernel - 1) (2^blocks - 1)}. */
    @Test
    void thereAreAsManyBlocksAsTheLookBackNeeds() {
        assertThat(Tcn.blocks(3, 1)).isEqualTo(1);
        assertThat(Tcn.blocks(3, 5)).isEqualTo(1);
        assertThat(Tcn.blocks(3, 6)).isEqualTo(2);
        assertThat(Tcn.blocks(3, 56)).isEqualTo(4);
        assertThat(Tcn.blocks(2, 730)).isEqualTo(9);
    }
}
