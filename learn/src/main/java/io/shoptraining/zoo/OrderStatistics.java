package io.shoptraining.zoo;

import io.shoptraining.forecast.QuantileLevels;
import java.util.List;

/** Quantiles of a sample. */
final class OrderStatistics {
    private OrderStatistics() {}

    /** Linear between order statistics (type 7 of Hyndman and Fan 1996); 0 of an empty sample. */
    static double quantile(double[] sorted, double level) {
        if (sorted.length == 0) {
            return 0;
        }
        double place = level * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** The quantiles of a sample at every level of {@link QuantileLevels#ALL}. */
    static List<Double> quantiles(double[] sorted) {
        return QuantileLevels.ALL.stream().map(level -> quantile(sorted, level)).toList();
    }
}
