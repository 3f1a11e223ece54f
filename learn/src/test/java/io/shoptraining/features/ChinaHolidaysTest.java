package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChinaHolidaysTest {
    private final ChinaHolidays holidays = new ChinaHolidays();

    @Test
    void lunarNewYearIsOnTheDaysOfTheAlmanac() {
        for (String day : List.of("2014-01-31", "2015-02-19", "2020-01-25", "2025-01-29", "2026-02-17", "2033-01-31")) {
            assertThat(holidays.daysFromFestival(LocalDate.parse(day))).as(day).isEqualTo(0);
            assertThat(holidays.daysFromFestival(LocalDate.parse(day).minusDays(20)))
                    .isEqualTo(-20);
            assertThat(holidays.daysFromFestival(LocalDate.parse(day).plusDays(21)))
                    .isEqualTo(21);
        }
    }

    @Test
    void announcedYearsHaveTheirWorkingWeekends() {
        assertThat(holidays.isDayOff(LocalDate.of(2023, 1, 27))).isTrue();
        assertThat(holidays.isWorkingWeekend(LocalDate.of(2023, 1, 28))).isTrue();
        assertThat(holidays.isDayOff(LocalDate.of(2023, 1, 28))).isFalse();
        assertThat(holidays.isDayOff(LocalDate.of(2023, 10, 6))).isTrue();
    }

    @Test
    void yearsThatAreNotAnnouncedFollowTheRule() {
        for (String day : List.of(
                "2027-01-01",
                "2027-02-05",
                "2027-02-06",
                "2027-02-11",
                "2027-04-05",
                "2027-05-05",
                "2027-06-09",
                "2027-09-15",
                "2027-10-07")) {
            assertThat(holidays.isDayOff(LocalDate.parse(day))).as(day).isTrue();
        }
        assertThat(holidays.isDayOff(LocalDate.of(2027, 2, 12))).isFalse();
        assertThat(holidays.isDayOff(LocalDate.of(2027, 10, 8))).isFalse();
    }

    @Test
    void aWeekendOnWhichPeopleWorkIsAFeature() {
        CalendarTable table = new CalendarTable(LocalDate.of(2023, 1, 27), LocalDate.of(2023, 1, 30), holidays);
        float[] row = new float[CalendarTable.NAMES.size()];
        table.copy(LocalDate.of(2023, 1, 28).toEpochDay(), row, 0);
        assertThat(row[CalendarTable.NAMES.indexOf("working_weekend")]).isEqualTo(1);
        assertThat(row[CalendarTable.NAMES.indexOf("day_off")]).isZero();
        table.copy(LocalDate.of(2023, 1, 27).toEpochDay(), row, 0);
        assertThat(row[CalendarTable.NAMES.indexOf("working_weekend")]).isZero();
        assertThat(row[CalendarTable.NAMES.indexOf("day_off")]).isEqualTo(1);
    }

    @Test
    void theCalendarTableShowsNearnessOfTheNewYearAndOneWeekday() {
        LocalDate newYear = LocalDate.of(2026, 2, 17);
        CalendarTable table = new CalendarTable(newYear.minusDays(30), newYear.plusDays(30), holidays);
        float[] row = new float[CalendarTable.NAMES.size()];
        table.copy(newYear.minusDays(11).toEpochDay(), row, 0);
        assertThat(row[CalendarTable.NAMES.indexOf("before_new_year")]).isEqualTo(0.5f);
        assertThat(row[CalendarTable.NAMES.indexOf("after_new_year")]).isEqualTo(0);
        table.copy(newYear.toEpochDay(), row, 0);
        assertThat(row[CalendarTable.NAMES.indexOf("after_new_year")]).isEqualTo(1);
        assertThat(row[CalendarTable.NAMES.indexOf("tuesday")]).isEqualTo(1);
        assertThat(row[0] + row[1] + row[2] + row[3] + row[4] + row[5] + row[6]).isEqualTo(1);
        table.copy(newYear.minusDays(22).toEpochDay(), row, 0);
        assertThat(row[CalendarTable.NAMES.indexOf("before_new_year")]).isEqualTo(0);
    }
}
