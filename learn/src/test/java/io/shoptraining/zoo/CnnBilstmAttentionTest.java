package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.testing.RandomSeeds;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CnnBilstmAttentionTest extends LearnerContract {
    private static final int WIDTH = 6;
    private static final int UNITS = WIDTH / 2;
    private static final int TOKENS = 7;

    @Override
    Learner learner() {
        return CnnBilstmAttention.learner();
    }

    @RandomSeeds(count = 5)
    void theMemoryReadsForwardsAndBackwardsStepByStep(Random random) {
        try (Tensors.Scope scope = Tensors.scope()) {
            Weights weights = EncoderSample.weights(encoder(), random);
            Tensor x = EncoderSample.normal(random, 1, TOKENS, WIDTH);
            double[] found = CnnBilstmAttention.remember(weights, x).toDoubles();
            double[] slow = new double[TOKENS * WIDTH];
            slowMemory(weights, "", x.toDoubles(), false, slow);
            slowMemory(weights, "_reverse", x.toDoubles(), true, slow);
            assertThat(found).containsExactly(slow, within(1e-9));
        }
    }

    private static void slowMemory(Weights weights, String direction, double[] x, boolean reverse, double[] outputs) {
        double[] read = weights.get("lstm.weight_ih_l0" + direction).toDoubles();
        double[] recur = weights.get("lstm.weight_hh_l0" + direction).toDoubles();
        double[] readBias = weights.get("lstm.bias_ih_l0" + direction).toDoubles();
        double[] recurBias = weights.get("lstm.bias_hh_l0" + direction).toDoubles();
        double[] state = new double[UNITS];
        double[] cell = new double[UNITS];
        for (int step = 0; step < TOKENS; step++) {
            int t = reverse ? TOKENS - 1 - step : step;
            double[] gates = new double[4 * UNITS];
            for (int gate = 0; gate < gates.length; gate++) {
                gates[gate] = readBias[gate] + recurBias[gate];
                for (int i = 0; i < WIDTH; i++) {
                    gates[gate] += read[gate * WIDTH + i] * x[t * WIDTH + i];
                }
                for (int i = 0; i < UNITS; i++) {
                    gates[gate] += recur[gate * UNITS + i] * state[i];
                }
            }
            for (int i = 0; i < UNITS; i++) {
                cell[i] = sigmoid(gates[UNITS + i]) * cell[i] + sigmoid(gates[i]) * Math.tanh(gates[2 * UNITS + i]);
                state[i] = sigmoid(gates[3 * UNITS + i]) * Math.tanh(cell[i]);
                outputs[t * WIDTH + (reverse ? UNITS : 0) + i] = state[i];
            }
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @RandomSeeds(count = 5)
    void attentionIsAMeanWeightedByTheAnswers(Random random) {
        try (Tensors.Scope scope = Tensors.scope()) {
            Weights weights = EncoderSample.weights(encoder(), random);
            Tensor steps = EncoderSample.normal(random, 1, TOKENS, WIDTH);
            double[] x = steps.toDoubles();
            double[] weight = weights.get("attention.weight").toDoubles();
            double[] bias = weights.get("attention.bias").toDoubles();
            double[] question = weights.get("attention.question.weight").toDoubles();
            double[] expected = new double[WIDTH];
            double total = 0;
            for (int t = 0; t < TOKENS; t++) {
                double answer = 0;
                for (int out = 0; out < WIDTH; out++) {
                    double sum = bias[out];
                    for (int in = 0; in < WIDTH; in++) {
                        sum += weight[out * WIDTH + in] * x[t * WIDTH + in];
                    }
                    answer += question[out] * Math.tanh(sum);
                }
                total += Math.exp(answer);
                for (int i = 0; i < WIDTH; i++) {
                    expected[i] += Math.exp(answer) * x[t * WIDTH + i];
                }
            }
            double[] found = CnnBilstmAttention.attend(weights, steps).toDoubles();
            for (int i = 0; i < WIDTH; i++) {
                assertThat(found[i]).isCloseTo(expected[i] / total, within(1e-9));
            }
        }
    }

    /** Unlike a causal one, the convolution reads both neighbours of a token. */
    @Test
    void everyTokenReachesTheSummaryWhateverTheKernel() {
        for (int kernel = 1; kernel <= 4; kernel++) {
            TrainingSpec spec = EncoderSample.spec(learner(), Map.of("hidden_size", WIDTH, "kernel_size", kernel));
            CnnBilstmAttention encoder = new CnnBilstmAttention(spec, TOKENS);
            try (Tensors.Scope scope = Tensors.scope()) {
                Random random = new Random(kernel);
                Weights weights = EncoderSample.weights(encoder, random);
                Tensor tokens = EncoderSample.normal(random, 1, TOKENS, WIDTH);
                double[] before =
                        encoder.encode(weights, tokens, EncoderSample.none()).toDoubles();
                assertThat(before).hasSize(WIDTH);
                for (int changed = 0; changed < TOKENS; changed++) {
                    double[] values = tokens.toDoubles();
                    values[changed * WIDTH] += 5;
                    Tensor others = Tensors.ofDoubles(values, 1, TOKENS, WIDTH);
                    assertThat(encoder.encode(weights, others, EncoderSample.none())
                                    .toDoubles())
                            .isNotEqualTo(before);
                }
            }
        }
    }

    @Test
    void aWidthThatCannotBeHalvedIsRefused() {
        TrainingSpec spec = EncoderSample.spec(learner(), Map.of("hidden_size", 7));
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> new CnnBilstmAttention(spec, TOKENS))
                .withMessageContaining("7 is not even")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private CnnBilstmAttention encoder() {
        return new CnnBilstmAttention(EncoderSample.spec(learner(), Map.of("hidden_size", WIDTH)), TOKENS);
    }
}
