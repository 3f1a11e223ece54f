package io.shoptraining.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.testing.RandomSeeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ForecastTest {
    @RandomSeeds
    void quantilesRiseAndNothingIsNegative(Random random) {
        float[][] rows = new float[5][QuantileLevels.OUTPUTS];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        Forecast forecast = Forecast.of(rows, 3, new boolean[5]);
        for (int day = 0; day < 5; day++) {
            assertThat(forecast.mean(day)).isGreaterThanOrEqualTo(0);
            assertThat(List.copyOf(forecast.quantiles(day).values()))
                    .isSorted()
                    .allMatch(value -> value >= 0)
                    .hasSize(QuantileLevels.ALL.size());
        }
    }

    @Test
    void salesUnitsAreRestoredAndClosedDaysSellNothing() {
        float[][] rows = {{1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
        Forecast forecast = Forecast.of(rows, 10, new boolean[] {false, true});
        assertThat(forecast.mean(0)).isEqualTo(10);
        assertThat(forecast.quantile(0, 0.5)).isEqualTo(60);
        assertThat(forecast.quantiles(0)).containsEntry("0.025", 10.0).containsEntry("0.975", 110.0);
        assertThat(forecast.mean(1)).isEqualTo(0);
        assertThat(forecast.quantile(1, 0.975)).isEqualTo(0);
    }

    @Test
    void aNumberThatIsNoneIsNoticedInMeanAndQuantiles() {
        float[][] rows = new float[2][QuantileLevels.OUTPUTS];
        assertThat(Forecast.of(rows, 1, new boolean[2]).isFinite()).isTrue();
        rows[1][0] = Float.NaN;
        assertThat(Forecast.of(rows, 1, new boolean[2]).isFinite()).isFalse();
        rows[1][0] = 0;
        rows[0][QuantileLevels.OUTPUTS - 1] = Float.POSITIVE_INFINITY;
        assertThat(Forecast.of(rows, 1, new boolean[2]).isFinite()).isFalse();
    }

    @Test
    void aLevelThatNoModelGivesIsRefused() {
        Forecast forecast = Forecast.of(new float[1][QuantileLevels.OUTPUTS], 1, new boolean[1]);
        assertThatThrownBy(() -> forecast.quantile(0, 0.33)).hasMessageContaining("0.33");
    }
}
