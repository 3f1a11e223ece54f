package io.shoptraining.forecast;

import io.shoptraining.registry.Metrics;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How good forecasts were, in sales units. Pure functions; NaN means that a figure does not exist for these numbers.
 * Figures of several series pool all their days, but for the scaled errors, which are the mean over the series.
 * docs/accuracy.md has the formulas.
 */
public final class Accuracy {
    /** The season of the scaled errors that {@link #measure} gives. */
    static final int WEEK = 7;

    private Accuracy() {}

    /**
     * Every figure of the contract; one that does not exist is listed with its reason.
     *
     * @param series read one after the other, none of them kept: thousands need no more memory than one
     */
    public static Metrics measure(Stream<HeldOutSeries> series) {
        Tally tally = new Tally();
        series.forEachOrdered(tally::add);
        return tally.metrics();
    }

    /**
     * Mean of twice the absolute error over the sum of sales and forecast, 0.1 for a tenth, between 0 and 2 (M4); a day
     * that sold nothing, as was forecast, has no error.
     */
    public static double smape(double[] actual, double[] forecast) {
        return IntStream.range(0, actual.length)
                .mapToDouble(day -> {
                    double size = Math.abs(actual[day]) + Math.abs(forecast[day]);
                    return size == 0 ? 0 : 2 * Math.abs(actual[day] - forecast[day]) / size;
                })
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Mean absolute error over the in-sample one of the seasonal naive, from the first sale on (Hyndman and Koehler 2006).
     *
     * @param inSample what was known before; NaN where unknown
     * @param season in steps, 1 for the naive forecast, 7 for days with a pattern by weekday
     */
    public static double mase(double[] inSample, double[] actual, double[] forecast, int season) {
        double scale = differences(inSample, season).map(Math::abs).average().orElse(Double.NaN);
        return ratio(errors(actual, forecast).map(Math::abs).average().orElse(Double.NaN), scale);
    }

    /** Root of squared error over the in-sample one of the naive forecast, from the first sale on (M5, equation 1). */
    public static double rmsse(double[] inSample, double[] actual, double[] forecast) {
        double scale = differences(inSample, 1).map(d -> d * d).average().orElse(Double.NaN);
        return Math.sqrt(
                ratio(errors(actual, forecast).map(e -> e * e).average().orElse(Double.NaN), scale));
    }

    private static DoubleStream errors(double[] actual, double[] forecast) {
        return IntStream.range(0, actual.length).mapToDouble(day -> actual[day] - forecast[day]);
    }

    private static DoubleStream differences(double[] sales, int lag) {
        int first = 0;
        while (first < sales.length && !(sales[first] > 0)) {
            first++;
        }
        return IntStream.range(Math.min(first + lag, sales.length), sales.length)
                .mapToDouble(day -> sales[day] - sales[day - lag])
                .filter(Double::isFinite);
    }

    static double ratio(double above, double below) {
        return below > 0 ? above / below : Double.NaN;
    }
}
