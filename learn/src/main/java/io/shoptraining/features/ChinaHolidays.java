package io.shoptraining.features;

import com.nlf.calendar.Holiday;
import com.nlf.calendar.Lunar;
import com.nlf.calendar.Solar;
import com.nlf.calendar.util.HolidayUtil;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * China's public holidays. For years whose arrangement of days off is in the library (2002 to 2023 in lunar 1.6.3), days
 * off and working weekends are as the State Council announced them. For other years days off follow the rule of the
 * years since 2020, from the lunar calendar, and no weekend is a working one, because that is announced each autumn and
 * follows no rule. Not thread-safe.
 */
final class ChinaHolidays implements Holidays {
    /** Fewer entries than this for a year means that its arrangement is not fully known. */
    private static final int COMPLETE_YEAR = 20;

    private final Map<Integer, Year> years = new HashMap<>();

    @Override
    public boolean isDayOff(LocalDate date) {
        return year(date.getYear()).daysOff.contains(date);
    }

    @Override
    public boolean isWorkingWeekend(LocalDate date) {
        return year(date.getYear()).workingWeekends.contains(date);
    }

    /** The festival is the lunar new year. */
    @Override
    public int daysFromFestival(LocalDate date) {
        long nearest = Long.MAX_VALUE;
        for (int year = date.getYear() - 1; year <= date.getYear() + 1; year++) {
            long days = ChronoUnit.DAYS.between(year(year).newYear, date);
            nearest = Math.abs(days) < Math.abs(nearest) ? days : nearest;
        }
        return Math.toIntExact(nearest);
    }

    private Year year(int year) {
        return years.computeIfAbsent(year, ChinaHolidays::arrange);
    }

    private static Year arrange(int year) {
        LocalDate newYear = lunar(year, 1, 1);
        List<Holiday> announced = HolidayUtil.getHolidays(year);
        Set<LocalDate> daysOff = new HashSet<>();
        Set<LocalDate> working = new HashSet<>();
        if (announced.size() < COMPLETE_YEAR) {
            addRule(year, newYear, daysOff);
        }
        for (Holiday day : announced) {
            (day.isWork() ? working : daysOff).add(LocalDate.parse(day.getDay()));
        }
        return new Year(newYear, daysOff, working);
    }

    private static void addRule(int year, LocalDate newYear, Set<LocalDate> daysOff) {
        daysOff.add(LocalDate.of(year, 1, 1));
        addRun(newYear.minusDays(1), 7, daysOff);
        daysOff.add(qingming(year));
        addRun(LocalDate.of(year, 5, 1), 5, daysOff);
        daysOff.add(lunar(year, 5, 5));
        daysOff.add(lunar(year, 8, 15));
        addRun(LocalDate.of(year, 10, 1), 7, daysOff);
    }

    private static void addRun(LocalDate first, int days, Set<LocalDate> daysOff) {
        for (int day = 0; day < days; day++) {
            daysOff.add(first.plusDays(day));
        }
    }

    private static LocalDate lunar(int year, int month, int day) {
        return date(Lunar.fromYmd(year, month, day).getSolar());
    }

    private static LocalDate qingming(int year) {
        Solar solar = Lunar.fromYmd(year, 1, 1).getJieQiTable().get("清明");
        if (solar == null) {
            throw new IllegalStateException("the calendar knows no Qingming in " + year);
        }
        return date(solar);
    }

    private static LocalDate date(Solar solar) {
        return LocalDate.of(solar.getYear(), solar.getMonth(), solar.getDay());
    }

    private record Year(LocalDate newYear, Set<LocalDate> daysOff, Set<LocalDate> workingWeekends) {}
}
