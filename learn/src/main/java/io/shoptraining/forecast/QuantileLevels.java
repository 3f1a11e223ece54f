package io.shoptraining.forecast;

import java.util.List;

/** The quantile levels that every model gives, rising: deciles, and the ends of the 95 % interval. */
public final class QuantileLevels {
    public static final List<Double> ALL = List.of(0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975);

    /** Numbers that a model gives for a day: the mean, then the quantiles. */
    public static final int OUTPUTS = 1 + ALL.size();

    private QuantileLevels() {}
}
