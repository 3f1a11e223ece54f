package io.shoptraining.features;

import java.time.LocalDate;
import java.util.List;

/** What the calendar says of each day of a range, worked out once for all series. */
final class CalendarTable {
    static final List<String> NAMES = List.of(
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "year_sin",
            "year_cos",
            "half_year_sin",
            "half_year_cos",
            "month_sin",
            "month_cos",
            "day_off",
            "working_weekend",
            "before_new_year",
            "after_new_year",
            "weekday",
            "day_of_month",
            "day_of_year");

    private static final int NEW_YEAR_REACH = 21;
    private static final double DAYS_OF_YEAR = 365.25;

    private final long first;
    private final float[][] rows;

    /** @param end the day after the last one */
    CalendarTable(LocalDate start, LocalDate end, Holidays holidays) {
        first = start.toEpochDay();
        rows = new float[Math.toIntExact(end.toEpochDay() - first)][];
        for (int day = 0; day < rows.length; day++) {
            rows[day] = row(start.plusDays(day), holidays);
        }
    }

    void copy(long epochDay, float[] to, int at) {
        System.arraycopy(rows[Math.toIntExact(epochDay - first)], 0, to, at, NAMES.size());
    }

    private static float[] row(LocalDate date, Holidays holidays) {
        float[] row = new float[NAMES.size()];
        row[date.getDayOfWeek().getValue() - 1] = 1;
        double ofYear = 2 * Math.PI * date.getDayOfYear() / DAYS_OF_YEAR;
        row[7] = (float) Math.sin(ofYear);
        row[8] = (float) Math.cos(ofYear);
        row[9] = (float) Math.sin(2 * ofYear);
        row[10] = (float) Math.cos(2 * ofYear);
        double ofMonth = 2 * Math.PI * (date.getDayOfMonth() - 1) / date.lengthOfMonth();
        row[11] = (float) Math.sin(ofMonth);
        row[12] = (float) Math.cos(ofMonth);
        row[13] = holidays.isDayOff(date) ? 1 : 0;
        row[14] = holidays.isWorkingWeekend(date) ? 1 : 0;
        row[17] = (date.getDayOfWeek().getValue() - 1) / 6f;
        row[18] = (date.getDayOfMonth() - 1) / 30f;
        row[19] = (date.getDayOfYear() - 1) / 365f;
        int fromFestival = holidays.daysFromFestival(date);
        if (Math.abs((long) fromFestival) <= NEW_YEAR_REACH) {
            float nearness = 1 - Math.abs(fromFestival) / (NEW_YEAR_REACH + 1f);
            row[fromFestival < 0 ? 15 : 16] = nearness;
        }
        return row;
    }
}
