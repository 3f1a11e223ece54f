package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ScalerTest {
    @RandomSeeds
    void standardGivesMeanZeroAndDeviationOne(Random random) {
        double[] values = random.doubles(2 + random.nextInt(50), -1e6, 1e6).toArray();
        Scaler scaler = Scaler.standard(values);
        double[] scaled = Arrays.stream(values).map(scaler::scale).toArray();
        double mean = Arrays.stream(scaled).average().orElseThrow();
        double variance = Arrays.stream(scaled).map(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(1e-5));
        assertThat(variance).isCloseTo(1, within(1e-5));
    }

    @Test
    void constantsEmptinessAndGapsAreSurvived() {
        assertThat(Scaler.standard(new double[] {4, 4, Double.NaN}).scale(4)).isEqualTo(0);
        assertThat(Scaler.standard(new double[0]).scale(3)).isEqualTo(3);
        assertThat(Scaler.standard(new double[] {1, 3}).scale(Double.NaN)).isEqualTo(0);
        assertThatThrownBy(() -> new Scaler(0, 0)).hasMessageContaining("cannot scale");
    }

    @Test
    void unitScalingLeavesFlagsAloneAndShrinksWhatIsLarger() {
        assertThat(Scaler.toUnit(new double[] {0, 1, 0}).scale(1)).isEqualTo(1);
        assertThat(Scaler.toUnit(new double[] {0, 0.5}).scale(0.5)).isEqualTo(0.5f);
        assertThat(Scaler.toUnit(new double[] {0, 40, 20}).scale(20)).isEqualTo(0.5f);
    }

    @Test
    void theUsualOpeningIsThatOfMostSuchWeekdays() {
        double[] open = new double[70];
        Arrays.fill(open, 1);
        for (int day = 6; day < 70; day += 7) {
            open[day] = 0;
        }
        assertThat(ScaledSeries.usualOpening(open, 76)).isEqualTo(0);
        assertThat(ScaledSeries.usualOpening(open, 75)).isEqualTo(1);
        assertThat(ScaledSeries.usualOpening(open, 76 + 21))
                .as("further weeks ahead")
                .isEqualTo(0);
        assertThat(ScaledSeries.usualOpening(new double[] {Double.NaN}, 7))
                .as("unknown")
                .isEqualTo(1);
    }

    @Test
    void aHistoryKnowsWhenItIsShutBeforeAndAfterItsEnd() {
        double[] open = new double[21];
        Arrays.fill(open, 1);
        open[6] = 0;
        open[13] = 0;
        open[15] = 0;
        History history = new History("S1", null, Samples.START, new double[21], Map.of(History.OPEN, open));
        assertThat(history.closed(13, 4)).containsExactly(true, false, true, false);
        assertThat(history.closed(21, 7)).containsExactly(false, false, false, false, false, false, true);
        assertThat(Samples.plain(1, 2).closed(0, 3)).containsExactly(false, false, false);
        assertThat(history.label()).isEqualTo("all products in store S1");
    }
}
