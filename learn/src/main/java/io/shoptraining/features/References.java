package io.shoptraining.features;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Simple forecasts of a day from what one series sold before an origin, each in constant time. Models start from them:
 * a tree learns by how much the day will differ, a network mixes them. Days that do not count are left out; where none
 * is left, the next coarser mean stands in, at last the series' typical day.
 */
final class References {
    static final List<String> NAMES = List.of(
            "weekday_1w",
            "weekday_4w",
            "weekday_8w",
            "weekday_26w",
            "weekday_1y",
            "mean_7",
            "mean_14",
            "mean_28",
            "mean_56",
            "mean_91",
            "mean_1y",
            "recent",
            "year_ago",
            "year_ago_5w",
            "season_1y");

    private static final int WEEK = 7;
    private static final int MONTH = 28;
    private static final int QUARTER = 91;
    /** The same weekday of a year ago. */
    private static final int YEAR = 364;

    /** Days around a day of last year, on each side. */
    private static final int AROUND = 10;

    /** Bounds of how far a season may lift or lower today's level. */
    private static final double LEAST_LIFT = 0.2;

    private static final double MOST_LIFT = 5;
    /** What a day counts less than the next one: half after two weeks. */
    private static final double FADING = Math.pow(0.5, 1.0 / 14);

    private final double typical;
    private final IntUnaryOperator soldOutKnown;
    /** The days without sales that count as long as nobody knows that they were stock-outs, as those above. */
    private final int[] open;

    private final double[] fadingOpen;
    private final int[] weekdayOpen;
    /** Up to a day: sum and number of the counting days before it. */
    private final double[] sum;

    private final int[] number;
    /** The same, of days that fade. */
    private final double[] fadingSum;

    private final double[] fadingNumber;
    /** Up to and with a day: sum and number of the counting days of its weekday. */
    private final double[] weekdaySum;

    private final int[] weekdayNumber;

    /**
     * @param quantity scaled
     * @param counts by day, whether the quantity is known and the shop was open
     */
    References(float[] quantity, boolean[] counts, double typical) {
        this(quantity, counts, origin -> origin, day -> counts[day], typical);
    }

    /**
     * With stock-outs, which do not count once they are known as such. They sold nothing, so that until then they add to the
     * numbers of days and to no sum.
     *
     * @param soldOutKnown by origin, the day before which they are known; those from it on are not
     * @param seen whether a day would count if it were no stock-out
     */
    References(float[] quantity, boolean[] counts, IntUnaryOperator soldOutKnown, IntPredicate seen, double typical) {
        int days = quantity.length;
        this.typical = typical;
        this.soldOutKnown = soldOutKnown;
        open = new int[days + 1];
        fadingOpen = new double[days + 1];
        weekdayOpen = new int[days];
        sum = new double[days + 1];
        number = new int[days + 1];
        fadingSum = new double[days + 1];
        fadingNumber = new double[days + 1];
        weekdaySum = new double[days];
        weekdayNumber = new int[days];
        for (int day = 0; day < days; day++) {
            double own = counts[day] ? quantity[day] : 0;
            int one = counts[day] ? 1 : 0;
            sum[day + 1] = sum[day] + own;
            number[day + 1] = number[day] + one;
            fadingSum[day + 1] = FADING * fadingSum[day] + own;
            fadingNumber[day + 1] = FADING * fadingNumber[day] + one;
            weekdaySum[day] = own + (day < WEEK ? 0 : weekdaySum[day - WEEK]);
            weekdayNumber[day] = one + (day < WEEK ? 0 : weekdayNumber[day - WEEK]);
            int soldOut = !counts[day] && seen.test(day) ? 1 : 0;
            open[day + 1] = open[day] + soldOut;
            fadingOpen[day + 1] = FADING * fadingOpen[day] + soldOut;
            weekdayOpen[day] = soldOut + (day < WEEK ? 0 : weekdayOpen[day - WEEK]);
        }
    }

    /**
     * Writes the references of one day.
     *
     * @param origin the day before which everything is known
     * @param day the day to forecast, at or after the origin
     * @param growth what {@link #growth} says of that day
     */
    void copy(int origin, int day, double growth, float[] to, int start) {
        int from = soldOutKnown.applyAsInt(origin);
        double year = mean(from, origin - YEAR, origin, typical);
        double quarter = mean(from, origin - QUARTER, origin, year);
        double months = mean(from, origin - 2 * MONTH, origin, quarter);
        double month = mean(from, origin - MONTH, origin, months);
        double fortnight = mean(from, origin - 2 * WEEK, origin, month);
        double week = mean(from, origin - WEEK, origin, fortnight);
        double weekdayYear = weekday(origin, day, 52, month);
        double weekdayHalf = weekday(origin, day, 26, weekdayYear);
        double weekday8 = weekday(origin, day, 8, weekdayHalf);
        double weekday4 = weekday(origin, day, 4, weekday8);
        int at = start;
        to[at++] = (float) weekday(origin, day, 1, weekday4);
        to[at++] = (float) weekday4;
        to[at++] = (float) weekday8;
        to[at++] = (float) weekdayHalf;
        to[at++] = (float) weekdayYear;
        to[at++] = (float) week;
        to[at++] = (float) fortnight;
        to[at++] = (float) month;
        to[at++] = (float) months;
        to[at++] = (float) quarter;
        to[at++] = (float) year;
        to[at++] = (float) recent(from, origin);
        to[at++] = (float) yearAgo(origin, day, 0, weekday8);
        to[at++] = (float) yearAgo(origin, day, 2, weekday8);
        to[at] = (float) (weekday8 * growth);
    }

    /** How many of the days before an origin count. */
    int known(int origin) {
        return number[origin] + open[origin] - open[soldOutKnown.applyAsInt(origin)];
    }

    private double recent(int from, int origin) {
        double known = fadingNumber[origin];
        if (from < origin) {
            known += fadingOpen[origin] - fadingOpen[from] * Math.pow(FADING, origin - from);
        }
        return known > 0 ? fadingSum[origin] / known : typical;
    }

    /**
     * By how much the days around that day of last year differed from the month before that origin of last year; 1 where
     * that is not known.
     */
    double growth(int origin, int day) {
        int from = soldOutKnown.applyAsInt(origin);
        double then = mean(from, origin - YEAR - MONTH, origin - YEAR, Double.NaN);
        double around = mean(from, day - YEAR - AROUND, Math.min(origin, day - YEAR + AROUND + 1), Double.NaN);
        boolean known = then > 0 && Double.isFinite(around);
        return known ? Math.min(MOST_LIFT, Math.max(LEAST_LIFT, around / then)) : 1;
    }

    /** The weekday's share of the month's mean; 1 where that is not known. */
    double weekdayShare(int origin, int day) {
        double month = mean(soldOutKnown.applyAsInt(origin), origin - MONTH, origin, Double.NaN);
        return month > 0 ? Math.min(MOST_LIFT, weekday(origin, day, 8, month) / month) : 1;
    }

    /** The same weekday of a year ago, and of so many weeks on each side. */
    private double yearAgo(int origin, int day, int weeks, double otherwise) {
        int same = day - YEAR;
        int last = Math.min(same + WEEK * weeks, same + WEEK * Math.floorDiv(origin - 1 - same, WEEK));
        int first = same - WEEK * weeks;
        if (last < Math.max(0, first)) {
            return otherwise;
        }
        return weekdays(soldOutKnown.applyAsInt(origin), first - WEEK, last, otherwise);
    }

    private double weekday(int origin, int day, int weeks, double otherwise) {
        int last = day - WEEK * ((day - origin) / WEEK + 1);
        if (last < 0) {
            return otherwise;
        }
        return weekdays(soldOutKnown.applyAsInt(origin), last - WEEK * weeks, last, otherwise);
    }

    /**
     * Mean of the days of one weekday after {@code before}, up to and with {@code last}.
     *
     * @param from stock-outs count from this day on
     */
    private double weekdays(int from, int before, int last, double otherwise) {
        int known = weekdayNumber[last] - (before < 0 ? 0 : weekdayNumber[before]);
        if (from <= last) {
            int unknown = Math.max(before, last - WEEK * ((last - from) / WEEK + 1));
            known += weekdayOpen[last] - (unknown < 0 ? 0 : weekdayOpen[unknown]);
        }
        return known == 0 ? otherwise : (weekdaySum[last] - (before < 0 ? 0 : weekdaySum[before])) / known;
    }

    /** @param from stock-outs count from this day on */
    private double mean(int from, int first, int to, double otherwise) {
        int start = Math.max(0, first);
        int end = Math.max(0, to);
        int known = start < end ? number[end] - number[start] : 0;
        int open = Math.max(start, from);
        known += open < end ? this.open[end] - this.open[open] : 0;
        return known == 0 ? otherwise : (sum[end] - sum[start]) / known;
    }
}
