package io.shoptraining.features;

import java.util.List;

/**
 * Simple forecasts of a day from what one series sold before an origin, each in constant time. Models start from them:
 * a tree learns by how much the day will differ, a network mixes them. Days that do not count are left out; where none
 * is left, the next coarser mean stands in, at last the series' typical day.
 */
final class References {
    static final List<String> NAMES = List.of(
            "weekday_4w", "weekday_12w", "weekday_alike_1y", "mean_7", "mean_28", "mean_91", "mean_1y", "season_1y");

    private static final int WEEK = 7;
    private static final int MONTH = 28;
    private static final int QUARTER = 91;
    /** The same weekday of a year ago. */
    private static final int YEAR = 364;

    /** Bounds of how far a season may lift or lower today's level. */
    private static final double LEAST_LIFT = 0.2;

    private static final double MOST_LIFT = 5;

    private final double typical;
    /** Up to a day: sum and number of the counting days before it. */
    private final double[] sum;

    private final int[] number;
    /** Up to and with a day: sum and number of the counting days of its weekday. */
    private final double[] weekdaySum;

    private final int[] weekdayNumber;
    /** The same of the days of its weekday that were alike, with a promotion or without. */
    private final Alike alike;

    /**
     * @param quantity scaled
     * @param counts by day, whether the quantity is known and the shop was open
     * @param promoted by day, after the end of the quantity too, whether there is a promotion
     */
    References(float[] quantity, boolean[] counts, boolean[] promoted, double typical) {
        int days = quantity.length;
        this.typical = typical;
        sum = new double[days + 1];
        number = new int[days + 1];
        weekdaySum = new double[days];
        weekdayNumber = new int[days];
        for (int day = 0; day < days; day++) {
            double own = counts[day] ? quantity[day] : 0;
            int one = counts[day] ? 1 : 0;
            sum[day + 1] = sum[day] + own;
            number[day + 1] = number[day] + one;
            weekdaySum[day] = own + (day < WEEK ? 0 : weekdaySum[day - WEEK]);
            weekdayNumber[day] = one + (day < WEEK ? 0 : weekdayNumber[day - WEEK]);
        }
        alike = new Alike(quantity, counts, promoted);
    }

    /**
     * Writes the references of one day.
     *
     * @param origin the day before which everything is known
     * @param day the day to forecast, at or after the origin
     */
    void copy(int origin, int day, float[] to, int at) {
        double year = mean(origin - YEAR, origin, typical);
        double quarter = mean(origin - QUARTER, origin, year);
        double month = mean(origin - MONTH, origin, quarter);
        double week = mean(origin - WEEK, origin, month);
        double weekdayLong = weekday(origin, day, 12, month);
        to[at] = (float) weekday(origin, day, 4, weekdayLong);
        to[at + 1] = (float) weekdayLong;
        to[at + 2] = (float) alike.mean(origin, day, weekdayLong);
        to[at + 3] = (float) week;
        to[at + 4] = (float) month;
        to[at + 5] = (float) quarter;
        to[at + 6] = (float) year;
        to[at + 7] = (float) season(origin, day, month, weekdayLong);
    }

    /** What that time of last year was like, at the level of today. */
    private double season(int origin, int day, double level, double otherwise) {
        int same = day - YEAR;
        if (same - WEEK < 0 || same + WEEK >= origin) {
            return otherwise;
        }
        double then = mean(origin - YEAR - MONTH, origin - YEAR, Double.NaN);
        double around = (weekdaySum[same + WEEK] - before(weekdaySum, same - 2 * WEEK))
                / (weekdayNumber[same + WEEK] - before(weekdayNumber, same - 2 * WEEK));
        if (!(then > 0) || !Double.isFinite(around)) {
            return otherwise;
        }
        return around * Math.min(MOST_LIFT, Math.max(LEAST_LIFT, level / then));
    }

    private double weekday(int origin, int day, int weeks, double otherwise) {
        int last = day - WEEK * ((day - origin) / WEEK + 1);
        if (last < 0) {
            return otherwise;
        }
        int known = weekdayNumber[last] - before(weekdayNumber, last - WEEK * weeks);
        return known == 0 ? otherwise : (weekdaySum[last] - before(weekdaySum, last - WEEK * weeks)) / known;
    }

    private static double before(double[] sums, int day) {
        return day < 0 ? 0 : sums[day];
    }

    private static int before(int[] numbers, int day) {
        return day < 0 ? 0 : numbers[day];
    }

    private double mean(int from, int to, double otherwise) {
        int start = Math.max(0, from);
        int end = Math.max(0, to);
        int known = number[end] - number[start];
        return known == 0 ? otherwise : (sum[end] - sum[start]) / known;
    }
}
