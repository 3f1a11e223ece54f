package io.shoptraining.forecast;

import io.shoptraining.registry.Metrics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How good forecasts were, in sales units. Pure functions; NaN means that a figure does not exist for these numbers.
 * Figures of several series pool all their days, but for the scaled errors, which are the mean over the series.
 */
public final class Accuracy {
    private static final int WEEK = 7;
    private static final List<Double> DECILES = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);

    private Accuracy() {}

    /** Every figure of the contract; one that does not exist is listed with its reason. */
    public static Metrics measure(List<HeldOutSeries> series) {
        double[] actual = pool(series, HeldOutSeries::actual);
        double[] naive = pool(series, HeldOutSeries::naive);
        Forecast all =
                Forecast.join(series.stream().map(HeldOutSeries::forecast).toList());
        double[] mean = all.means();
        Sheet sheet = new Sheet(actual.length);
        sheet.put("mse", mse(actual, mean), "");
        sheet.put("rmse", Math.sqrt(mse(actual, mean)), "");
        sheet.put("mae", mae(actual, mean), "");
        sheet.put("r2", r2(actual, mean), "the held-out days all sold the same");
        sheet.put("mape", mape(actual, mean), "a held-out day sold nothing");
        sheet.put("wape", wape(actual, mean), "nothing was sold on the held-out days");
        sheet.put("mase", meanOf(series, Accuracy::mase), "before the held-out days no weekday differed from the last");
        sheet.put("rmsse", meanOf(series, Accuracy::rmsse), "before the held-out days no day differed from the last");
        sheet.put("bias", bias(actual, mean), "nothing was sold on the held-out days");
        sheet.put("pinball", pinball(actual, all), "");
        sheet.put("coverage_80", coverage(actual, all.quantiles(0.1), all.quantiles(0.9)), "");
        sheet.put("coverage_95", coverage(actual, all.quantiles(0.025), all.quantiles(0.975)), "");
        sheet.put("seasonal_naive_wape", wape(actual, naive), "nothing was sold on the held-out days");
        return new Metrics(sheet.values, sheet.undefined);
    }

    /** Mean squared error. */
    public static double mse(double[] actual, double[] forecast) {
        return sum(actual, forecast, (a, f) -> (a - f) * (a - f)) / actual.length;
    }

    /** Mean absolute error. */
    public static double mae(double[] actual, double[] forecast) {
        return sum(actual, forecast, (a, f) -> Math.abs(a - f)) / actual.length;
    }

    /** Share of the variance that is explained; NaN when there is no variance. */
    public static double r2(double[] actual, double[] forecast) {
        double mean = Arrays.stream(actual).average().orElse(Double.NaN);
        double variance = sum(actual, actual, (a, b) -> (a - mean) * (a - mean));
        boolean constant = Arrays.stream(actual).distinct().count() < 2;
        return constant ? Double.NaN : 1 - sum(actual, forecast, (a, f) -> (a - f) * (a - f)) / variance;
    }

    /** Mean absolute error relative to each day's sales, 0.1 for a tenth; NaN when a day sold nothing. */
    public static double mape(double[] actual, double[] forecast) {
        boolean zero = Arrays.stream(actual).anyMatch(a -> a == 0);
        return zero ? Double.NaN : sum(actual, forecast, (a, f) -> Math.abs((a - f) / a)) / actual.length;
    }

    /** Sum of absolute errors over the sum of sales; NaN when nothing was sold. */
    public static double wape(double[] actual, double[] forecast) {
        return ratio(sum(actual, forecast, (a, f) -> Math.abs(a - f)), sum(actual, actual, (a, b) -> Math.abs(a)));
    }

    /** Sum of forecasts minus sum of sales, over the sum of sales: positive when too much was forecast. */
    public static double bias(double[] actual, double[] forecast) {
        return ratio(sum(actual, forecast, (a, f) -> f - a), sum(actual, actual, (a, b) -> a));
    }

    /** Pinball loss, mean over the deciles and the days (Koenker and Bassett 1978). */
    public static double pinball(double[] actual, Forecast forecast) {
        return DECILES.stream()
                .mapToDouble(level -> pinball(actual, forecast.quantiles(level), level))
                .average()
                .orElse(Double.NaN);
    }

    static double pinball(double[] actual, double[] quantile, double level) {
        return sum(actual, quantile, (a, q) -> Math.max(level * (a - q), (level - 1) * (a - q))) / actual.length;
    }

    /** Share of days within the interval, its ends included. */
    public static double coverage(double[] actual, double[] low, double[] high) {
        double inside = 0;
        for (int day = 0; day < actual.length; day++) {
            inside += low[day] <= actual[day] && actual[day] <= high[day] ? 1 : 0;
        }
        return inside / actual.length;
    }

    /**
     * Absolute error over the in-sample one of the seasonal naive, season of a week (Hyndman and Koehler 2006), in-sample
     * from the first sale on.
     */
    public static double mase(HeldOutSeries series) {
        double scale =
                differences(series.inSample(), WEEK).map(Math::abs).average().orElse(Double.NaN);
        return ratio(mae(series.actual(), series.forecast().means()), scale);
    }

    /** Root of squared error over the in-sample one of the naive forecast, from the first sale on (M5, equation 1). */
    public static double rmsse(HeldOutSeries series) {
        double scale =
                differences(series.inSample(), 1).map(d -> d * d).average().orElse(Double.NaN);
        return Math.sqrt(ratio(mse(series.actual(), series.forecast().means()), scale));
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

    private static double ratio(double above, double below) {
        return below > 0 ? above / below : Double.NaN;
    }

    private static double meanOf(List<HeldOutSeries> series, Function<HeldOutSeries, Double> figure) {
        OptionalDouble mean = series.stream()
                .mapToDouble(figure::apply)
                .filter(Double::isFinite)
                .average();
        return mean.orElse(Double.NaN);
    }

    private static double[] pool(List<HeldOutSeries> series, Function<HeldOutSeries, double[]> part) {
        return series.stream().map(part).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double sum(double[] a, double[] b, Term term) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += term.of(a[i], b[i]);
        }
        return sum;
    }

    private interface Term {
        double of(double a, double b);
    }

    /** Figures with a value, and reasons of those without. */
    private static final class Sheet {
        final Map<String, Double> values = new LinkedHashMap<>();
        final Map<String, String> undefined = new LinkedHashMap<>();
        private final int days;

        Sheet(int days) {
            this.days = days;
        }

        void put(String name, double value, String reason) {
            if (Double.isFinite(value)) {
                values.put(name, value);
            } else if (days == 0) {
                undefined.put(name, "no held-out day has known sales");
            } else {
                undefined.put(name, Double.isNaN(value) && !reason.isEmpty() ? reason : "the forecast is not finite");
            }
        }
    }
}
