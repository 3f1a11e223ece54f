package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ForwardSelectionTest {
    private static final int DAYS = 200;

    @Test
    void twoForecastsWithOppositeErrorsAreHalved() {
        double[] weights = ForwardSelection.weights(
                new float[][] {{2, 4, 6}, {0, 0, 0}, {9, 9, 9}}, said -> squares(said, new float[] {1, 2, 3}));
        assertThat(weights).containsExactly(0.5, 0.5, 0);
    }

    @Test
    void aForecastWithoutErrorsStandsAlone() {
        double[] weights = ForwardSelection.weights(
                new float[][] {{1, 3}, {1, 2}, {2, 2}}, said -> squares(said, new float[] {1, 2}));
        assertThat(weights).containsExactly(0, 1, 0);
    }

    @Test
    void whereEveryForecastIsEquallyUselessAllCount() {
        assertThat(ForwardSelection.weights(new float[][] {{1}, {2}}, said -> Double.NaN))
                .containsExactly(0.5, 0.5);
    }

    @RandomSeeds
    void theMeanIsNeverWorseThanTheBestForecastAlone(Random random) {
        float[] actual = series(random);
        float[][] said = {series(random), series(random), series(random), series(random)};
        double[] weights = ForwardSelection.weights(said, forecast -> squares(forecast, actual));
        float[] mixed = new float[DAYS];
        for (int model = 0; model < said.length; model++) {
            for (int day = 0; day < DAYS; day++) {
                mixed[day] += (float) weights[model] * said[model][day];
            }
        }
        double best = Arrays.stream(said)
                .mapToDouble(alone -> squares(alone, actual))
                .min()
                .orElseThrow();
        assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-9));
        assertThat(squares(mixed, actual)).isLessThanOrEqualTo(best * 1.0001);
    }

    private static float[] series(Random random) {
        float[] series = new float[DAYS];
        for (int day = 0; day < DAYS; day++) {
            series[day] = random.nextFloat();
        }
        return series;
    }

    private static double squares(float[] said, float[] actual) {
        double sum = 0;
        for (int day = 0; day < said.length; day++) {
            sum += Math.pow(said[day] - actual[day], 2);
        }
        return sum;
    }
}
