package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.testing.RandomSeeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplinesTest {
    @RandomSeeds(count = 10)
    void theBasesAreThoseOfCoxAndDeBoorAndSumToOneBetweenTheEnds(Random random) {
        int intervals = 1 + random.nextInt(8);
        double[] knots = knots(random, intervals);
        double[] x = new double[50];
        for (int i = 0; i < x.length; i++) {
            x[i] = i < 40 ? 2 * random.nextDouble() - 1 : 3 * random.nextGaussian();
        }
        int count = Splines.bases(intervals);
        try (Tensors.Scope scope = Tensors.scope()) {
            double[] found = Splines.bases(Tensors.ofDoubles(x, x.length, 1), Tensors.ofDoubles(knots, 1, knots.length))
                    .toDoubles();
            assertThat(found).hasSize(x.length * count);
            for (int i = 0; i < x.length; i++) {
                double sum = 0;
                for (int basis = 0; basis < count; basis++) {
                    double slow = slow(knots, basis, Splines.ORDER, x[i]);
                    assertThat(found[i * count + basis]).isCloseTo(slow, within(1e-9));
                    sum += found[i * count + basis];
                }
                if (i < 40) {
                    assertThat(sum).isCloseTo(1, within(1e-9));
                }
            }
        }
    }

    @RandomSeeds(count = 5)
    void theirSlopesAreThoseOfFiniteDifferences(Random random) {
        int intervals = 1 + random.nextInt(8);
        int count = Splines.bases(intervals);
        double[] knots = knots(random, intervals);
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor weights = EncoderSample.normal(random, count);
            for (int i = 0; i < 20; i++) {
                double x = 2 * random.nextDouble() - 1;
                Tensor leaf = Tensors.ofDoubles(new double[] {x}, 1, 1).leaf();
                Tensor grid = Tensors.ofDoubles(knots, knots.length);
                Splines.bases(leaf, grid).mul(weights).sum().backward();
                double expected = 0;
                for (int basis = 0; basis < count; basis++) {
                    double up = slow(knots, basis, Splines.ORDER, x + 1e-6);
                    double down = slow(knots, basis, Splines.ORDER, x - 1e-6);
                    expected += weights.toDoubles()[basis] * (up - down) / 2e-6;
                }
                assertThat(leaf.grad().item()).isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void evenKnotsLieInTheGridAndThreeBeyondEachEnd() {
        assertThat(Splines.evenKnots(2)).containsExactly(new float[] {-4, -3, -2, -1, 0, 1, 2, 3, 4}, within(1e-6f));
        assertThat(Splines.evenKnots(5)).hasSize(Splines.knots(5)).contains(-1f, 1f);
    }

    private static double[] knots(Random random, int intervals) {
        float[] even = Splines.evenKnots(intervals);
        double[] knots = new double[even.length];
        for (int i = 0; i < knots.length; i++) {
            boolean end = i == Splines.ORDER || i == intervals + Splines.ORDER;
            knots[i] = even[i] + (end ? 0 : 0.8 * (random.nextDouble() - 0.5) / intervals);
        }
        return knots;
    }

    /** The definition, word for word. */
    private static double slow(double[] knots, int basis, int order, double x) {
        if (order == 0) {
            return knots[basis] <= x && x < knots[basis + 1] ? 1 : 0;
        }
        double left = (x - knots[basis]) / (knots[basis + order] - knots[basis]);
        double right = (knots[basis + order + 1] - x) / (knots[basis + order + 1] - knots[basis + 1]);
        return left * slow(knots, basis, order - 1, x) + right * slow(knots, basis + 1, order - 1, x);
    }
}
