package io.shoptraining.zoo;

import java.util.Locale;

/**
 * How a series sells, told from the year before a window: by how often, and how evenly (Syntetos, Boylan and Croston
 * 2005, "On the categorization of demand patterns", Journal of the Operational Research Society 56, with its limits).
 */
enum DemandPattern {
    /** Known for less than eight weeks. */
    NEW,
    /** Sells on most days, in similar quantities. */
    SMOOTH,
    /** Sells on most days, now little and now much. */
    ERRATIC,
    /** Sells now and then, in similar quantities. */
    INTERMITTENT,
    /** Sells now and then, now little and now much. */
    LUMPY;

    private static final int YEAR = 364;
    private static final int NEW_DAYS = 56;
    private static final double DAYS_BETWEEN_SALES = 1.32;
    private static final double SQUARED_VARIATION = 0.49;

    /** @param history all days before a window; NaN where they are not known */
    static DemandPattern of(float[] history) {
        int known = 0;
        int sales = 0;
        double sum = 0;
        double squares = 0;
        for (int day = history.length - 1; day >= 0 && known < YEAR; day--) {
            if (Float.isNaN(history[day])) {
                continue;
            }
            known++;
            if (history[day] > 0) {
                sales++;
                sum += history[day];
                squares += (double) history[day] * history[day];
            }
        }
        if (known < NEW_DAYS) {
            return NEW;
        }
        boolean often = known < DAYS_BETWEEN_SALES * sales;
        double mean = sum / Math.max(1, sales);
        boolean even = sales == 0 || squares / sales - mean * mean < SQUARED_VARIATION * mean * mean;
        if (often) {
            return even ? SMOOTH : ERRATIC;
        }
        return even ? INTERMITTENT : LUMPY;
    }

    /** As it is written in descriptions and messages. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
