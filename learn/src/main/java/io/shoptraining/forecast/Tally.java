package io.shoptraining.forecast;

import io.shoptraining.registry.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sums over the held-out days of any number of series, and the figures that follow from them. */
final class Tally {
    private static final double[] DECILES = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, String> undefined = new LinkedHashMap<>();
    private final Mean mase = new Mean();
    private final Mean rmsse = new Mean();
    private long days;
    private double squared;
    private double absolute;
    private double relative;
    private double sales;
    private double size;
    private double forecasts;
    private double naiveAbsolute;
    private double loss;
    private double within80;
    private double within95;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;
    private boolean hasDayWithoutSales;
    private double meanSales;
    private double variance;

    /** The mean of what is finite; NaN of nothing. */
    private static final class Mean {
        private double sum;
        private long count;

        void add(double value) {
            if (Double.isFinite(value)) {
                sum += value;
                count++;
            }
        }

        double value() {
            return sum / count;
        }
    }

    void add(HeldOutSeries series) {
        double[] actual = series.actual();
        double[] mean = series.forecast().means();
        for (int day = 0; day < actual.length; day++) {
            addDay(actual[day], mean[day]);
            naiveAbsolute += Math.abs(actual[day] - series.naive()[day]);
        }
        for (double level : DECILES) {
            loss += pinball(actual, series.forecast().quantiles(level), level) / DECILES.length;
        }
        within80 += within(series, 0.1, 0.9);
        within95 += within(series, 0.025, 0.975);
        mase.add(Accuracy.mase(series.inSample(), actual, mean, Accuracy.WEEK));
        rmsse.add(Accuracy.rmsse(series.inSample(), actual, mean));
    }

    private void addDay(double actual, double forecast) {
        double error = actual - forecast;
        days++;
        squared += error * error;
        absolute += Math.abs(error);
        hasDayWithoutSales |= actual == 0;
        relative += Math.abs(error / actual);
        sales += actual;
        size += Math.abs(actual);
        forecasts += forecast;
        lowest = Math.min(lowest, actual);
        highest = Math.max(highest, actual);
        // Welford 1962: exact enough without a second look at the days
        double fromMean = actual - meanSales;
        meanSales += fromMean / days;
        variance += fromMean * (actual - meanSales);
    }

    /** Koenker and Bassett 1978. */
    private static double pinball(double[] actual, double[] quantile, double level) {
        double loss = 0;
        for (int day = 0; day < actual.length; day++) {
            double error = actual[day] - quantile[day];
            loss += Math.max(level * error, (level - 1) * error);
        }
        return loss;
    }

    /** Days within the interval, its ends included. */
    private static int within(HeldOutSeries series, double lower, double upper) {
        double[] low = series.forecast().quantiles(lower);
        double[] high = series.forecast().quantiles(upper);
        int inside = 0;
        for (int day = 0; day < low.length; day++) {
            double actual = series.actual()[day];
            inside += low[day] <= actual && actual <= high[day] ? 1 : 0;
        }
        return inside;
    }

    Metrics metrics() {
        put("mse", squared / days, "");
        put("rmse", Math.sqrt(squared / days), "");
        put("mae", absolute / days, "");
        put("r2", lowest < highest ? 1 - squared / variance : Double.NaN, "the held-out days all sold the same");
        put("mape", hasDayWithoutSales ? Double.NaN : relative / days, "a held-out day sold nothing");
        put("wape", Accuracy.ratio(absolute, size), "nothing was sold on the held-out days");
        put("mase", mase.value(), "before the held-out days no weekday differed from the last");
        put("rmsse", rmsse.value(), "before the held-out days no day differed from the last");
        put("bias", Accuracy.ratio(forecasts - sales, sales), "nothing was sold on the held-out days");
        put("pinball", loss / days, "");
        put("wql", Accuracy.ratio(2 * loss, size), "nothing was sold on the held-out days");
        put("coverage_80", within80 / days, "");
        put("coverage_95", within95 / days, "");
        put("seasonal_naive_wape", Accuracy.ratio(naiveAbsolute, size), "nothing was sold on the held-out days");
        return new Metrics(values, undefined);
    }

    private void put(String name, double value, String reason) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        } else if (days == 0) {
            undefined.put(name, "no held-out day has known sales");
        } else {
            undefined.put(name, Double.isNaN(value) && !reason.isEmpty() ? reason : "the forecast is not finite");
        }
    }
}
