package io.shoptraining.sales;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Infers stock-outs where no stock is told: runs of days without sales that chance hardly gives. When a product sold on a
 * share {@code p} of the days of the eight weeks before, at least half of them, and days are taken as independent, a run of
 * {@code n} days without sales has the probability {@code (1 - p)^n}. Runs of at least 7 days and of less than 1 in 10,000
 * are taken for stock-outs, but only once the product has sold again: a product may have ended. A run of over eight weeks is
 * none: that is a season, or a product that was taken out for a time. Days on which nothing could be sold, because the shop
 * was shut or sold nothing at all, or whose sales are unknown, count on neither side.
 */
final class ZeroRuns {
    private static final int BEFORE = 56;
    private static final int LONGEST = 56;
    private static final int SHORTEST = 7;

    /** Fewer days before a run do not tell how often a product sells. */
    private static final int FEWEST_BEFORE = 28;

    private static final double LEAST_SHARE = 0.5;
    private static final double IMPROBABLE = 1e-4;

    private ZeroRuns() {}

    /** Whether any run is long enough to be looked at. */
    static boolean areLong(double[] quantity) {
        int zeros = 0;
        for (double one : quantity) {
            zeros = one == 0 || Double.isNaN(one) ? zeros + 1 : 0;
            if (zeros >= SHORTEST) {
                return true;
            }
        }
        return false;
    }

    /**
     * By day, whether it is in such a run; empty when none is.
     *
     * @param idle whether nothing could be sold on a day
     */
    static boolean[] infer(double[] quantity, IntPredicate idle) {
        boolean[] soldOut = {};
        int day = 0;
        while (day < quantity.length) {
            int end = day;
            int without = 0;
            while (end < quantity.length && !(quantity[end] > 0 || quantity[end] < 0)) {
                without += quantity[end] == 0 && !idle.test(end) ? 1 : 0;
                end++;
            }
            boolean sellsAgain = end < quantity.length && quantity[end] > 0;
            if (sellsAgain
                    && without >= SHORTEST
                    && end - day <= LONGEST
                    && isImprobable(quantity, soldOut, idle, day, without)) {
                soldOut = soldOut.length == 0 ? new boolean[quantity.length] : soldOut;
                Arrays.fill(soldOut, day, end, true);
            }
            day = end + 1;
        }
        return soldOut;
    }

    private static boolean isImprobable(
            double[] quantity, boolean[] soldOut, IntPredicate idle, int start, int without) {
        int known = 0;
        int sold = 0;
        for (int day = Math.max(0, start - BEFORE); day < start; day++) {
            boolean counts =
                    Double.isFinite(quantity[day]) && !idle.test(day) && (soldOut.length == 0 || !soldOut[day]);
            known += counts ? 1 : 0;
            sold += counts && quantity[day] > 0 ? 1 : 0;
        }
        double share = known == 0 ? 0 : (double) sold / known;
        return known >= FEWEST_BEFORE && share >= LEAST_SHARE && Math.pow(1 - share, without) < IMPROBABLE;
    }
}
