package io.shoptraining.forecast;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sales to expect, day by day, in sales units: never negative, and the quantiles of a day rise with their level. */
public final class Forecast {
    private final double[] mean;
    private final double[][] quantiles;

    private Forecast(double[] mean, double[][] quantiles) {
        this.mean = mean;
        this.quantiles = quantiles;
    }

    /**
     * Brings what a model said to sales units.
     *
     * @param days {@code [days, QuantileLevels.OUTPUTS]}, in the scale of the model
     * @param scale what the sales had been divided by
     * @param closed by day, whether the shop is shut, so that nothing is sold
     */
    public static Forecast of(float[][] days, double scale, boolean[] closed) {
        double[] mean = new double[days.length];
        double[][] quantiles = new double[days.length][QuantileLevels.ALL.size()];
        for (int day = 0; day < days.length; day++) {
            if (closed[day]) {
                continue;
            }
            mean[day] = Math.max(0, days[day][0] * scale);
            double floor = 0;
            for (int level = 0; level < quantiles[day].length; level++) {
                // a crossed quantile is lifted to the one below it
                floor = Math.max(floor, days[day][1 + level] * scale);
                quantiles[day][level] = floor;
            }
        }
        return new Forecast(mean, quantiles);
    }

    /** Whether every number is one. */
    public boolean isFinite() {
        return Arrays.stream(mean).allMatch(Double::isFinite)
                && Arrays.stream(quantiles).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }

    public int days() {
        return mean.length;
    }

    public double mean(int day) {
        return mean[day];
    }

    /** @param level one of {@link QuantileLevels#ALL} */
    public double quantile(int day, double level) {
        return quantiles[day][index(level)];
    }

    private static int index(double level) {
        int index = QuantileLevels.ALL.indexOf(level);
        if (index < 0) {
            throw new IllegalArgumentException("no quantile level " + level + "; there are " + QuantileLevels.ALL);
        }
        return index;
    }

    /** The quantiles of a day by level, rising; {@code "0.1"} is how a level is written. */
    public Map<String, Double> quantiles(int day) {
        Map<String, Double> byLevel = new LinkedHashMap<>();
        for (double level : QuantileLevels.ALL) {
            byLevel.put(String.valueOf(level), quantile(day, level));
        }
        return byLevel;
    }

    double[] means() {
        return mean.clone();
    }

    /** One level on all days. */
    double[] quantiles(double level) {
        int index = index(level);
        return Arrays.stream(quantiles).mapToDouble(day -> day[index]).toArray();
    }
}
