package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HolidayTableTest {
    private static final HolidayTable GERMAN =
            new HolidayTable(List.of("2022-05-26", "2022-12-25"), List.of("2022-12-25"), List.of("2022-12-18"));

    private static float[] row(Holidays holidays, LocalDate date) {
        float[] row = new float[CalendarTable.NAMES.size()];
        new CalendarTable(date, date.plusDays(1), holidays).copy(date.toEpochDay(), row, 0);
        return row;
    }

    private static float value(HolidayTable table, String date, String name) {
        return row(table.holidays(), LocalDate.parse(date))[CalendarTable.NAMES.indexOf(name)];
    }

    @Test
    void daysThatWereGivenAreOffAndChinasAreNot() {
        assertThat(value(GERMAN, "2022-05-26", "day_off")).isEqualTo(1);
        assertThat(value(GERMAN, "2022-10-01", "day_off")).isZero();
        assertThat(value(GERMAN, "2022-02-01", "after_new_year")).isZero();
        assertThat(value(GERMAN, "2022-12-18", "working_weekend")).isEqualTo(1);
    }

    @Test
    void aFestivalIsSeenComingAsTheLunarNewYearIs() {
        assertThat(value(GERMAN, "2022-12-14", "before_new_year")).isEqualTo(0.5f);
        assertThat(value(GERMAN, "2022-12-25", "after_new_year")).isEqualTo(1);
        assertThat(value(GERMAN, "2022-12-03", "before_new_year")).isZero();
        HolidayTable none = new HolidayTable(List.of(), List.of(), List.of());
        assertThat(value(none, "2022-12-24", "before_new_year")).isZero();
    }

    @Test
    void aPlanKeepsItsHolidaysAndTakesNewerOnesOnlyInTheirPlace() {
        List<History> histories = List.of(Samples.plain(Samples.randomSales(90, new Random(1))));
        FeaturePlan china = FeaturePlan.learn(Samples.spec("seasonal_naive", 14, 7, 2), histories);
        FeaturePlan german = FeaturePlan.learn(Samples.spec("seasonal_naive", 14, 7, 2), histories, GERMAN);
        assertThat(FeaturePlan.fromMap(Json.readObject(Json.write(german.toMap()))))
                .isEqualTo(german);
        Map<String, Object> old = china.toMap();
        old.remove("holidays");
        assertThat(FeaturePlan.fromMap(old)).isEqualTo(china);
        HolidayTable newer = new HolidayTable(List.of("2023-05-18"), List.of(), List.of());
        assertThat(german.renewed(newer).holidays()).isEqualTo(newer);
        assertThat(german.renewed(null).holidays()).isEqualTo(GERMAN);
        assertThat(china.renewed(newer).holidays()).isNull();
    }
}
