package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class NelderMeadTest {
    @Test
    void itFindsTheValleyOfRosenbrock() {
        double[] found = NelderMead.minimise(
                x -> 100 * Math.pow(x[1] - x[0] * x[0], 2) + Math.pow(1 - x[0], 2) + 1,
                new double[] {-1.2, 1},
                new double[] {-5, -5},
                new double[] {5, 5},
                1000);
        assertThat(found).containsExactly(new double[] {1, 1}, within(0.02));
    }

    @Test
    void itStaysInTheBoxWhenTheLowestPlaceIsOutside() {
        double[] found = NelderMead.minimise(
                x -> Math.pow(x[0] - 3, 2) + Math.pow(x[1] + 3, 2) + 1,
                new double[] {0.5, 0.5},
                new double[] {0, 0},
                new double[] {1, 1},
                500);
        assertThat(found).containsExactly(new double[] {1, 0}, within(1e-3));
    }

    @Test
    void itFindsTheLowestPlaceOnALine() {
        double[] found = NelderMead.minimise(
                x -> Math.pow(x[0] - 0.73, 2) + 0.1, new double[] {0.1}, new double[] {0}, new double[] {1}, 100);
        assertThat(found[0]).isCloseTo(0.73, within(1e-3));
    }

    @Test
    void itAsksNoMoreOftenThanAllowedButForOneStep() {
        int[] asked = {0};
        NelderMead.minimise(
                x -> {
                    asked[0]++;
                    return Math.sin(50 * x[0]) + Math.cos(70 * x[1]);
                },
                new double[] {0.5, 0.5},
                new double[] {0, 0},
                new double[] {1, 1},
                30);
        assertThat(asked[0]).isBetween(5, 34);
    }
}
