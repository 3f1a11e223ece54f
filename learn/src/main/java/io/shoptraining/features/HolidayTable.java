package io.shoptraining.features;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;

/**
 * Holidays that the owner of the sales gave, kept with the models that learned from them.
 *
 * @param daysOff ISO-8601, festivals too
 * @param festivals those that people buy for ahead
 * @param working weekends on which people work
 */
public record HolidayTable(List<String> daysOff, List<String> festivals, List<String> working) {
    public HolidayTable {
        daysOff = List.copyOf(daysOff);
        festivals = List.copyOf(festivals);
        working = List.copyOf(working);
    }

    Holidays holidays() {
        return new Listed(dates(daysOff), dates(festivals), dates(working));
    }

    private static TreeSet<LocalDate> dates(List<String> texts) {
        TreeSet<LocalDate> dates = new TreeSet<>();
        texts.forEach(text -> dates.add(LocalDate.parse(text)));
        return dates;
    }

    private record Listed(TreeSet<LocalDate> daysOff, TreeSet<LocalDate> festivals, TreeSet<LocalDate> working)
            implements Holidays {
        @Override
        public boolean isDayOff(LocalDate date) {
            return daysOff.contains(date);
        }

        @Override
        public boolean isWorkingWeekend(LocalDate date) {
            return working.contains(date);
        }

        @Override
        public int daysFromFestival(LocalDate date) {
            LocalDate before = festivals.floor(date);
            LocalDate after = festivals.ceiling(date);
            long since = before == null ? FAR : ChronoUnit.DAYS.between(before, date);
            long until = after == null ? FAR : ChronoUnit.DAYS.between(date, after);
            return Math.toIntExact(since <= until ? since : -until);
        }
    }
}
