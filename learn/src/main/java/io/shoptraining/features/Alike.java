package io.shoptraining.features;

import java.util.Arrays;

/** Means over the days of the last year that were like a day: the same weekday, with a promotion or without as it. */
final class Alike {
    private static final int WEEK = 7;
    private static final int YEAR = 364;

    private final boolean[] promoted;
    /** By kind of day, rising: the counting days, and the sum of what was sold before and with each. */
    private final int[][] days = new int[2 * WEEK][];

    private final double[][] sums = new double[2 * WEEK][];

    /** @param promoted by day, the days to forecast included */
    Alike(float[] quantity, boolean[] counts, boolean[] promoted) {
        this.promoted = promoted;
        int[] sizes = new int[days.length];
        for (int day = 0; day < quantity.length; day++) {
            sizes[kind(day)] += counts[day] ? 1 : 0;
        }
        Arrays.setAll(days, kind -> new int[sizes[kind]]);
        Arrays.setAll(sums, kind -> new double[sizes[kind] + 1]);
        int[] filled = new int[days.length];
        for (int day = 0; day < quantity.length; day++) {
            if (counts[day]) {
                int kind = kind(day);
                int place = filled[kind]++;
                days[kind][place] = day;
                sums[kind][place + 1] = sums[kind][place] + quantity[day];
            }
        }
    }

    private int kind(int day) {
        return day % WEEK + (promoted[day] ? WEEK : 0);
    }

    /** @param otherwise where no day of the year before the origin was alike */
    double mean(int origin, int day, double otherwise) {
        int kind = kind(day);
        int from = place(days[kind], origin - YEAR);
        int to = place(days[kind], origin);
        return from == to ? otherwise : (sums[kind][to] - sums[kind][from]) / (to - from);
    }

    /** How many of the days come before one. */
    private static int place(int[] days, int day) {
        int found = Arrays.binarySearch(days, day);
        return found < 0 ? -found - 1 : found;
    }
}
