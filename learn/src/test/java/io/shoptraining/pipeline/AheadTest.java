package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.features.History;
import io.shoptraining.features.Samples;
import io.shoptraining.protocol.PlannedDay;
import io.shoptraining.sales.HolidayCalendar;
import io.shoptraining.sales.HolidayCalendar.Day;
import io.shoptraining.sales.HolidayCalendar.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AheadTest {
    private static String day(int day) {
        return Samples.START.plusDays(2 + day).toString();
    }

    @Test
    void theCalendarTellsOfDaysToComeAndARequestCountsMore() {
        HolidayCalendar calendar = new HolidayCalendar(
                "c.csv",
                "2026-01-01",
                List.of(
                        new Day(day(-1), "past", Kind.DAY_OFF, Map.of()),
                        new Day(day(0), "eve", Kind.FESTIVAL, Map.of("snap", 1.0, "week", 7.0)),
                        new Day(day(1), "Sunday", Kind.WORKING, Map.of()),
                        new Day(day(2), null, null, Map.of("snap", 1.0)),
                        new Day(day(9), "far", Kind.DAY_OFF, Map.of())),
                List.of());
        List<PlannedDay> planned = List.of(
                new PlannedDay(null, null, day(2), Map.of("snap", 0.0)),
                new PlannedDay(null, "other", day(0), Map.of("snap", 0.0)));
        Ahead ahead = new Ahead(Optional.of(calendar), planned, List.of("holiday", "snap"), 4);
        History known = ahead.of(Samples.plain(3, 4));
        assertThat(known.ahead()).containsOnlyKeys("holiday", "snap");
        assertThat(known.ahead().get("holiday")).containsExactly(1, 0, Double.NaN, Double.NaN);
        assertThat(known.ahead().get("snap")).containsExactly(1, Double.NaN, 0, Double.NaN);
        assertThat(Objects.requireNonNull(Ahead.holidays(Optional.of(calendar))).daysOff())
                .containsExactly(day(-1), day(9), day(0));
    }
}
