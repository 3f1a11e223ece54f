package io.shoptraining.zoo;

import io.shoptraining.forecast.QuantileLevels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far sales lay from what was said of them, on days that were not learned from: quantiles of what was sold over what
 * was said, by bins of the size of the forecast in sales units, pooled over all series. An empirical form of the residual
 * intervals that forecasting libraries call conformal; without their guarantee, for the days of a series hang together.
 *
 * @param edges upper ends of the bins but the last one, rising
 * @param ratios for each bin, by quantile level
 */
record ErrorQuantiles(List<Double> edges, List<List<Double>> ratios) {
    private static final int BINS = 12;
    private static final int FEWEST = 500;

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
     * Learns from days that were forecast.
     *
     * @param size of each day's forecast, in sales units
     * @param ratio of each day, what was sold over what was said
     */
    static ErrorQuantiles learn(float[] size, float[] ratio) {
        Integer[] order = new Integer[ratio.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(size[a], size[b]));
        int bins = Math.max(1, Math.min(BINS, ratio.length / FEWEST));
        List<Double> edges = new ArrayList<>();
        List<List<Double>> all = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            int from = (int) ((long) bin * ratio.length / bins);
            int to = (int) ((long) (bin + 1) * ratio.length / bins);
            double[] sorted = new double[to - from];
            for (int i = from; i < to; i++) {
                sorted[i - from] = ratio[order[i]];
            }
            Arrays.sort(sorted);
            all.add(OrderStatistics.quantiles(sorted));
            if (bin + 1 < bins) {
                edges.add((double) size[order[to]]);
            }
        }
        return new ErrorQuantiles(edges, all);
    }

    /** What a forecast of that size is multiplied with, by quantile level. */
    List<Double> of(double size) {
        int bin = 0;
        while (bin < edges.size() && size >= edges.get(bin)) {
            bin++;
        }
        return ratios.get(bin);
    }
}
