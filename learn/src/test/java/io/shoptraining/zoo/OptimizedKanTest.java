package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.fit.Weights;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.PthFile;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.testing.RandomSeeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OptimizedKanTest extends LearnerContract {
    private static final int WIDTH = 6;
    private static final int TOKENS = 4;
    private static final int INTERVALS = 5;
    private static final int KNOTS = Splines.knots(INTERVALS);

    @Override
    Learner learner() {
        return OptimizedKan.learner();
    }

    @RandomSeeds(count = 5)
    void onTheSameGridItSaysWhatThePlainFormSays(Random random) {
        Map<String, Object> small = Map.of("hidden_size", WIDTH, "layers", 2);
        Kan plain = new Kan(EncoderSample.spec(Kan.learner(), small), TOKENS);
        OptimizedKan optimized = new OptimizedKan(EncoderSample.spec(learner(), small), TOKENS);
        try (Tensors.Scope scope = Tensors.scope()) {
            Weights weights = EncoderSample.weights(optimized, random);
            Tensor tokens = EncoderSample.normal(random, 8, TOKENS, WIDTH);
            double[] expected =
                    plain.encode(weights, tokens, EncoderSample.none()).toDoubles();
            double[] found =
                    optimized.encode(weights, tokens, EncoderSample.none()).toDoubles();
            assertThat(found).containsExactly(expected, within(1e-6));
        }
    }

    /** Every cubic is a sum of the bases of any grid, by Marsden's identity: so it has to stay as it is. */
    @RandomSeeds(count = 5)
    void aMovedGridKeepsTheCurves(Random random) {
        double[] factors = random.doubles(4, -1, 1).toArray();
        float[] even = Splines.evenKnots(INTERVALS);
        float[] start = new float[Splines.bases(INTERVALS)];
        for (int i = 0; i < start.length; i++) {
            double a = even[i + 1];
            double b = even[i + 2];
            double c = even[i + 3];
            start[i] = (float) (factors[0]
                    + factors[1] * (a + b + c) / 3
                    + factors[2] * (a * b + a * c + b * c) / 3
                    + factors[3] * a * b * c);
        }
        float[] values = new float[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.tanh(0.1 * random.nextGaussian());
        }
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor grid = Tensors.of(even, 1, KNOTS);
            Tensor weight = Tensors.of(start, 1, 1, start.length);
            OptimizedKan.moveGrid(grid, weight, Tensors.of(values, values.length, 1));
            assertThat(grid.toFloats()).isNotEqualTo(even);
            for (double x = -1; x <= 1; x += 0.01) {
                double cubic = factors[0] + x * (factors[1] + x * (factors[2] + x * factors[3]));
                double curve = Splines.bases(Tensors.of(new float[] {(float) x}, 1, 1), grid)
                        .mul(weight)
                        .sum()
                        .item();
                assertThat(curve).isCloseTo(cubic, within(1e-4));
            }
        }
    }

    @Test
    void knotsLieWhereTheValuesLieAndTheEndsStay() {
        float[] values = new float[200];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 100 ? 0.3f + 0.0001f * i : 0.9f;
        }
        float[] knots = moved(values);
        assertThat(knots[Splines.ORDER]).isEqualTo(-1);
        assertThat(knots[KNOTS - 1 - Splines.ORDER]).isEqualTo(1);
        // two quantiles of the lower half, and twice the value of the upper one, drawn to -0.6, -0.2, 0.2 and 0.6
        float[] expected = {
            0.98f * 0.3039f - 0.02f * 0.6f,
            0.98f * 0.3079f - 0.02f * 0.2f,
            0.98f * 0.9f + 0.02f * 0.2f,
            0.98f * 0.9f + 0.02f * 0.6f
        };
        assertThat(Arrays.copyOfRange(knots, Splines.ORDER + 1, Splines.ORDER + INTERVALS))
                .containsExactly(expected, within(1e-6f));
    }

    @Test
    void knotsRiseThoughAllValuesAreTheSame() {
        for (float value : new float[] {-1, 0, 1}) {
            float[] values = new float[10];
            Arrays.fill(values, value);
            float[] knots = moved(values);
            for (int i = 1; i < KNOTS; i++) {
                assertThat(knots[i] - knots[i - 1]).isGreaterThan(0.005f);
            }
        }
    }

    private static float[] moved(float[] values) {
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor grid = Tensors.of(Splines.evenKnots(INTERVALS), 1, KNOTS);
            Tensor weight = Tensors.of(new float[Splines.bases(INTERVALS)], 1, 1, Splines.bases(INTERVALS));
            OptimizedKan.moveGrid(grid, weight, Tensors.of(values, values.length, 1));
            return grid.toFloats();
        }
    }

    @Test
    void theGridMovesInTrainingAndIsKeptInTheFile() {
        Path file = folder.resolve("model.pth");
        try (TrainedModel model = fit(weekly(), 1, 2, Listener.quiet())) {
            model.save(file);
        }
        FloatArray grid = PthFile.read(file).get("layers.0.grid");
        assertThat(grid).isNotNull();
        assertThat(grid.shape()).containsExactly(LOOK_BACK / 7 * 16, KNOTS);
        assertThat(Arrays.copyOf(grid.values(), KNOTS)).isNotEqualTo(Splines.evenKnots(INTERVALS));
        for (int i = 0; i < grid.values().length; i += KNOTS) {
            assertThat(grid.values()[i + Splines.ORDER]).isEqualTo(-1);
            assertThat(Arrays.copyOfRange(grid.values(), i, i + KNOTS)).isSorted();
        }
    }
}
