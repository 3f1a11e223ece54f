package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DemandPatternTest {
    @Test
    void evenSalesOnMostDaysAreSmooth() {
        assertThat(DemandPattern.of(days(1, 1, 2, 1, 0, 1, 1))).isEqualTo(DemandPattern.SMOOTH);
    }

    @Test
    void unevenSalesOnMostDaysAreErratic() {
        assertThat(DemandPattern.of(days(1, 1, 1, 1, 0, 1, 9))).isEqualTo(DemandPattern.ERRATIC);
    }

    @Test
    void evenSalesNowAndThenAreIntermittent() {
        assertThat(DemandPattern.of(days(0, 0, 1, 0, 0, 2, 0))).isEqualTo(DemandPattern.INTERMITTENT);
    }

    @Test
    void unevenSalesNowAndThenAreLumpy() {
        assertThat(DemandPattern.of(days(0, 0, 1, 0, 9, 1, 0))).isEqualTo(DemandPattern.LUMPY);
    }

    @Test
    void nothingButZerosIsIntermittent() {
        assertThat(DemandPattern.of(new float[100])).isEqualTo(DemandPattern.INTERMITTENT);
    }

    @Test
    void aSeriesIsNewUntilEightWeeksOfItAreKnown() {
        float[] history = days(1, 1, 1, 1, 1, 1, 1);
        Arrays.fill(history, 0, history.length - 55, Float.NaN);
        assertThat(DemandPattern.of(history)).isEqualTo(DemandPattern.NEW);
        history[history.length - 56] = 1;
        assertThat(DemandPattern.of(history)).isEqualTo(DemandPattern.SMOOTH);
    }

    @Test
    void whatWasAYearAgoNoLongerCounts() {
        float[] history = new float[800];
        Arrays.fill(history, 0, 400, 1);
        assertThat(DemandPattern.of(history)).isEqualTo(DemandPattern.INTERMITTENT);
    }

    private static float[] days(float... week) {
        float[] days = new float[364];
        for (int day = 0; day < days.length; day++) {
            days[day] = week[day % week.length];
        }
        return days;
    }
}
