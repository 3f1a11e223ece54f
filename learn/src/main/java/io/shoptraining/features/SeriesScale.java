package io.shoptraining.features;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The size of one series, learned on its training days.
 *
 * @param scale mean of the days that sold something; sales are divided by it. 1 for a series without sales
 * @param typical mean of all days, in sales units; stands in for days that are not known
 * @param price median price; null where there is none
 * @param launch mean of the first four weeks from the first sale on; null for a series whose first sale lies in the first
 *     four weeks of its store, for it may be older, and where they are not over within the training days
 */
record SeriesScale(
        @Nullable String storeId,
        @Nullable String productId,
        double scale,
        double typical,
        @Nullable Double price,
        @Nullable Double launch) {
    private static final int LAUNCH_DAYS = 28;
    private static final double SMALLEST = 1e-6;

    /** Of a series of which is not known when its store begins: as if that were its own first day. */
    static SeriesScale learn(History history, int days) {
        return learn(history, days, history.start());
    }

    /**
     * Learns.
     *
     * @param days learn from this many days at the start
     * @param opening the first day of any series of its store
     */
    static SeriesScale learn(History history, int days, LocalDate opening) {
        double[] known =
                Arrays.stream(history.known(days)).filter(Double::isFinite).toArray();
        double typical = Arrays.stream(known).average().orElse(0);
        double scale = Arrays.stream(known)
                .map(Math::abs)
                .filter(quantity -> quantity > 0)
                .average()
                .orElse(1);
        return new SeriesScale(
                history.storeId(),
                history.productId(),
                Math.max(SMALLEST, scale),
                typical,
                price(history, days),
                launch(history, days, opening));
    }

    private static @Nullable Double launch(History history, int days, LocalDate opening) {
        int first = 0;
        while (first < days && !(history.quantity()[first] > 0)) {
            first++;
        }
        if (first + LAUNCH_DAYS > days || history.start().plusDays(first).isBefore(opening.plusDays(LAUNCH_DAYS))) {
            return null;
        }
        double[] known = history.known(days);
        return IntStream.range(first, first + LAUNCH_DAYS)
                .filter(day -> history.isSeen(day) && Double.isFinite(known[day]))
                .mapToDouble(day -> known[day])
                .average()
                .orElse(0);
    }

    /** The size of a series without sales of its own. */
    static SeriesScale estimated(History newcomer, double typical, double scale) {
        return new SeriesScale(
                newcomer.storeId(), newcomer.productId(), Math.max(SMALLEST, scale), typical, null, null);
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
