package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingTest {
    @Test
    void aBarIsFilledInProportionAndNeverBeyondItsEnds() {
        assertThat(Drawing.bar(50, 4)).isEqualTo("██░░");
        assertThat(Drawing.bar(-3, 4)).isEqualTo("░░░░");
        assertThat(Drawing.bar(140, 4)).isEqualTo("████");
    }

    @Test
    void aSparklineShowsTheLastValuesFromLowestToHighest() {
        assertThat(Drawing.sparkline(List.of(9.0, 1.0, 2.0, 8.0), 3)).isEqualTo("▁▂█");
    }

    @Test
    void aSparklineOfEqualValuesOrNoneIsFlat() {
        assertThat(Drawing.sparkline(List.of(2.0, 2.0), 5)).isEqualTo("▁▁");
        assertThat(Drawing.sparkline(List.of(), 5)).isEmpty();
    }

    @Test
    void aDurationShowsHoursOnlyWhenThereAreSome() {
        assertThat(Drawing.duration(47.4)).isEqualTo("0:47");
        assertThat(Drawing.duration(3723)).isEqualTo("1:02:03");
    }
}
