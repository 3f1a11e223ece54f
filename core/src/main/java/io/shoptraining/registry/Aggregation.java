package io.shoptraining.registry;

import java.util.Locale;

/** How {@link TrainingMode#GLOBAL} turns the daily sales of many stores into what is learned. */
public enum Aggregation {
    SUM,
    MEAN,
    MEDIAN,
    MAX,
    /** The mean of the stores, each weighted by its share of all sales in scope. */
    WEIGHTED,
    /** No folding: one model across all series, which it can forecast one by one. */
    PANEL;

    /** The name in requests, file names and tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
