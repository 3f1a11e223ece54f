package io.shoptraining.features;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The size of one series, learned on its training days.
 *
 * @param scale mean of the days that sold something; sales are divided by it. 1 for a series without sales
 * @param typical mean of all days, in sales units; stands in for days that are not known
 * @param price median price; null where there is none
 */
record SeriesScale(
        @Nullable String storeId,
        @Nullable String productId,
        double scale,
        double typical,
        @Nullable Double price) {
    private static final double SMALLEST = 1e-6;

    /** @param days learn from this many days at the start */
    static SeriesScale learn(History history, int days) {
        double[] known = Arrays.stream(history.quantity(), 0, days)
                .filter(Double::isFinite)
                .toArray();
        double typical = Arrays.stream(known).average().orElse(0);
        double scale = Arrays.stream(known)
                .map(Math::abs)
                .filter(quantity -> quantity > 0)
                .average()
                .orElse(1);
        return new SeriesScale(
                history.storeId(), history.productId(), Math.max(SMALLEST, scale), typical, price(history, days));
    }

    private static @Nullable Double price(History history, int days) {
        double[] prices = history.covariates().get(History.PRICE);
        if (prices == null) {
            return null;
        }
        double[] sorted = Arrays.stream(prices, 0, days)
                .filter(price -> Double.isFinite(price) && price > 0)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return null;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    float quantity(double value) {
        return (float) ((Double.isFinite(value) ? value : typical) / scale);
    }

    /** Relative to the median price: 0 for that price, -0.2 for a fifth less. */
    float price(double value) {
        return price == null || !Double.isFinite(value) ? 0 : (float) (value / price - 1);
    }
}
