package io.shoptraining.zoo;

import java.util.Arrays;

/**
 * How the days of a week differ, by the classical decomposition: ratios to a centred mean of seven days (or differences,
 * where a weekday sells next to nothing), averaged by weekday. Days that are not known are filled in for this from the same
 * weekday before and after.
 */
final class WeeklyPattern {
    private static final int WEEK = 7;

    /** Quantile of the normal distribution at 95 %. */
    private static final double CRITICAL = 1.645;

    /** A weekday below this share of the mean makes ratios useless. */
    private static final double LEAST_RATIO = 0.1;

    private final double[] index;
    private final boolean ratios;

    private WeeklyPattern(double[] index, boolean ratios) {
        this.index = index;
        this.ratios = ratios;
    }

    static WeeklyPattern none() {
        return new WeeklyPattern(new double[WEEK], false);
    }

    /** Whether the autocorrelation of a week stands out of the noise, by Bartlett's formula. */
    static boolean shows(double[] days) {
        double mean = Arrays.stream(days).filter(Double::isFinite).average().orElse(0);
        double variance = covariance(days, mean, 0);
        if (!(variance > 0)) {
            return false;
        }
        double sum = 1;
        for (int lag = 1; lag < WEEK; lag++) {
            double correlation = covariance(days, mean, lag) / variance;
            sum += 2 * correlation * correlation;
        }
        long known = Arrays.stream(days).filter(Double::isFinite).count();
        return covariance(days, mean, WEEK) / variance > CRITICAL * Math.sqrt(sum / known);
    }

    /** Mean over the pairs of known days, shortened by the lag as is usual; 0 without any. */
    private static double covariance(double[] days, double mean, int lag) {
        double sum = 0;
        int pairs = 0;
        for (int day = lag; day < days.length; day++) {
            double product = (days[day] - mean) * (days[day - lag] - mean);
            if (!Double.isNaN(product)) {
                sum += product;
                pairs++;
            }
        }
        return pairs == 0 ? 0 : sum / pairs * (days.length - lag) / days.length;
    }

    static WeeklyPattern of(double[] days) {
        double[] filled = filled(days);
        double[] ratio = averaged(filled, true);
        boolean ratios = Arrays.stream(ratio).allMatch(one -> Double.isNaN(one) || one >= LEAST_RATIO);
        double[] index = ratios ? ratio : averaged(filled, false);
        // a weekday that is never open is like the others
        for (int i = 0; i < WEEK; i++) {
            index[i] = Double.isNaN(index[i]) ? ratios ? 1 : 0 : index[i];
        }
        return new WeeklyPattern(index, ratios);
    }

    /** In gaps, on the line between the same weekday before and after; NaN where that weekday is never known. */
    private static double[] filled(double[] days) {
        double[] filled = days.clone();
        for (int weekday = 0; weekday < Math.min(WEEK, days.length); weekday++) {
            int before = -1;
            for (int day = weekday; day < days.length; day += WEEK) {
                if (!Double.isNaN(days[day])) {
                    fill(filled, before < 0 ? weekday - WEEK : before, day, before < 0 ? days[day] : days[before]);
                    before = day;
                }
            }
            for (int day = before + WEEK; before >= 0 && day < days.length; day += WEEK) {
                filled[day] = days[before];
            }
        }
        return filled;
    }

    private static void fill(double[] days, int before, int after, double from) {
        for (int day = before + WEEK; day < after; day += WEEK) {
            days[day] = from + (days[after] - from) * (day - before) / (after - before);
        }
    }

    /** By weekday, what a day is beside the mean of the week around it; the mean of all weekdays is taken out. */
    private static double[] averaged(double[] days, boolean ratios) {
        double[] sum = new double[WEEK];
        int[] count = new int[WEEK];
        for (int day = WEEK / 2; day < days.length - WEEK / 2; day++) {
            double around = around(days, day);
            if (!Double.isNaN(days[day]) && (!ratios || around > 0)) {
                sum[day % WEEK] += ratios ? days[day] / around : days[day] - around;
                count[day % WEEK]++;
            }
        }
        double[] index = new double[WEEK];
        for (int i = 0; i < WEEK; i++) {
            index[i] = count[i] == 0 ? Double.NaN : sum[i] / count[i];
        }
        double mean = Arrays.stream(index).filter(Double::isFinite).average().orElse(Double.NaN);
        for (int i = 0; i < WEEK; i++) {
            index[i] = ratios ? index[i] / mean : index[i] - mean;
        }
        return index;
    }

    /** Mean of the known days of the week that has a day in its middle. */
    private static double around(double[] days, int middle) {
        double sum = 0;
        int known = 0;
        for (int day = middle - WEEK / 2; day <= middle + WEEK / 2; day++) {
            if (!Double.isNaN(days[day])) {
                sum += days[day];
                known++;
            }
        }
        return sum / known;
    }

    /** The days without their weekdays. */
    double[] removed(double[] days) {
        double[] rest = new double[days.length];
        for (int day = 0; day < rest.length; day++) {
            double own = index[day % WEEK];
            rest[day] = ratios ? days[day] / own : days[day] - own;
        }
        return rest;
    }

    double restored(double level, int weekday) {
        return ratios ? level * index[weekday] : level + index[weekday];
    }

    /** By how much a weekday stretches errors. */
    double stretch(int weekday) {
        return ratios ? index[weekday] : 1;
    }
}
