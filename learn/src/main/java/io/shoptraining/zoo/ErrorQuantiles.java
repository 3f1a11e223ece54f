package io.shoptraining.zoo;

import io.shoptraining.forecast.QuantileLevels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How far sales lay from what was said of them, on days that were not learned from, by bins of the size of the forecast in
 * sales units, pooled over all series. Of a model that says a mean: quantiles of what was sold over what was said, an
 * empirical form of the residual intervals that forecasting libraries call conformal. Of a model that says quantiles: by
 * how much each has to move so that its share of the days lies below it, conformalised quantile regression (Romano,
 * Patterson and Candes 2019, arXiv 1905.03222, section 4, with a score for each end). Without the guarantee of either, for
 * the days of a series hang together.
 *
 * @param edges upper ends of the bins but the last one, rising
 * @param ratios for each bin, by quantile level
 */
record ErrorQuantiles(List<Double> edges, List<List<Double>> ratios) {
    private static final int BINS = 12;
    private static final int FEWEST = 500;
    private static final int MEDIAN = QuantileLevels.ALL.indexOf(0.5);

    /** Keeps what is divided by the size of a forecast from blowing up; in the windows' scale. */
    private static final double SMALLEST = 0.05;

    ErrorQuantiles {
        edges = List.copyOf(edges);
        ratios = ratios.stream().map(List::copyOf).toList();
        if (ratios.size() != edges.size() + 1
                || ratios.stream().anyMatch(bin -> bin.size() != QuantileLevels.ALL.size())) {
            throw new IllegalArgumentException("error_quantiles have " + edges.size() + " edges and " + ratios.size()
                    + " bins, of " + QuantileLevels.ALL.size() + " levels each");
        }
    }

    /**
     * Learns from days that were forecast by a mean.
     *
     * @param size of each day's forecast, in sales units
     * @param ratio of each day, what was sold over what was said
     */
    static ErrorQuantiles learn(float[] size, float[] ratio) {
        return learn(size, Collections.nCopies(QuantileLevels.ALL.size(), ratio));
    }

    /**
     * Learns from days that were forecast by quantiles.
     *
     * @param size of each day's forecast, in sales units
     * @param errors by level, of each day how much more was sold than the quantile said, over the size of the forecast
     */
    static ErrorQuantiles learn(float[] size, List<float[]> errors) {
        Integer[] order = new Integer[size.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(size[a], size[b]));
        int bins = Math.max(1, Math.min(BINS, size.length / FEWEST));
        List<Double> edges = new ArrayList<>();
        List<List<Double>> all = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            int from = (int) ((long) bin * size.length / bins);
            int to = (int) ((long) (bin + 1) * size.length / bins);
            List<Double> quantiles = new ArrayList<>();
            for (int level = 0; level < errors.size(); level++) {
                double[] sorted = new double[to - from];
                for (int i = from; i < to; i++) {
                    sorted[i - from] = errors.get(level)[order[i]];
                }
                Arrays.sort(sorted);
                quantiles.add(OrderStatistics.quantile(sorted, QuantileLevels.ALL.get(level)));
            }
            all.add(quantiles);
            if (bin + 1 < bins) {
                edges.add((double) size[order[to]]);
            }
        }
        return new ErrorQuantiles(edges, all);
    }

    /** A share of what was learned. */
    ErrorQuantiles times(double share) {
        return new ErrorQuantiles(
                edges,
                ratios.stream()
                        .map(bin -> bin.stream().map(ratio -> ratio * share).toList())
                        .toList());
    }

    /** How large a forecast counts as being, in the windows' scale. */
    static double base(double mean) {
        return Math.max(SMALLEST, mean);
    }

    /** How much more was sold than a quantile said, over the size of the forecast; returns count as no sale. */
    static float off(float sold, float quantile, float mean) {
        return (float) ((Math.max(0, sold) - quantile) / base(mean));
    }

    /**
     * Moves the quantiles of a day by how far such ones were off; they may cross then. What was off alike for all of them
     * is how the days that were learned from differed from others, and is not expected again.
     *
     * @param day the mean and the quantiles, in the windows' scale
     */
    void move(float[] day, double scale) {
        double base = base(day[0]);
        List<Double> off = of(base * scale);
        for (int level = 0; level < off.size(); level++) {
            day[1 + level] += (float) (base * (off.get(level) - off.get(MEDIAN)));
        }
    }

    /** What was learned of forecasts of that size, by quantile level. */
    List<Double> of(double size) {
        int bin = 0;
        while (bin < edges.size() && size >= edges.get(bin)) {
            bin++;
        }
        return ratios.get(bin);
    }
}
