package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.forecast.QuantileLevels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorQuantilesTest {
    private static final int DAYS = 60_000;

    /** Sales lie within 40 % of small forecasts and within 10 % of large ones; the quantiles were told too narrow. */
    @Test
    void movedQuantilesCoverTheirShareOfNewDaysWhateverTheSize() {
        Sample known = new Sample(1);
        ErrorQuantiles errors = ErrorQuantiles.learn(known.size, known.errors());
        Sample fresh = new Sample(2);
        for (boolean large : new boolean[] {false, true}) {
            for (int level = 0; level < QuantileLevels.ALL.size(); level++) {
                int below = 0;
                int all = 0;
                for (int day = 0; day < DAYS; day++) {
                    if (fresh.size[day] > 50 == large) {
                        double moved = fresh.told(day, level)
                                + fresh.size[day] * errors.of(fresh.size[day]).get(level);
                        below += fresh.sold[day] <= moved ? 1 : 0;
                        all++;
                    }
                }
                assertThat((double) below / all).isCloseTo(QuantileLevels.ALL.get(level), within(0.015));
            }
        }
    }

    @Test
    void fewDaysShareOneBin() {
        ErrorQuantiles errors = ErrorQuantiles.learn(new float[] {1, 2, 3}, new float[] {0.5f, 1, 1.5f});
        assertThat(errors.edges()).isEmpty();
        assertThat(errors.of(1)).isEqualTo(errors.of(1_000)).contains(1.0);
    }

    private static final class Sample {
        private final float[] size = new float[DAYS];
        private final float[] sold = new float[DAYS];

        Sample(int seed) {
            Random random = new Random(seed);
            for (int day = 0; day < DAYS; day++) {
                size[day] = random.nextBoolean() ? 10 : 100;
                double width = size[day] > 50 ? 0.1 : 0.4;
                sold[day] = (float) (size[day] * (1 + width * (2 * random.nextDouble() - 1)));
            }
        }

        double told(int day, int level) {
            return size[day] * (1 + 0.05 * (QuantileLevels.ALL.get(level) - 0.5));
        }

        List<float[]> errors() {
            List<float[]> errors = new ArrayList<>();
            for (int level = 0; level < QuantileLevels.ALL.size(); level++) {
                float[] one = new float[DAYS];
                for (int day = 0; day < DAYS; day++) {
                    one[day] = (float) ((sold[day] - told(day, level)) / size[day]);
                }
                errors.add(one);
            }
            return errors;
        }
    }
}
