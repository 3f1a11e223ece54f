package io.shoptraining.zoo;

import io.shoptraining.forecast.QuantileLevels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far sales lay from what was said of them, on days that were not learned from: by bins of how uncertain the day
 * looked, quantiles of what was sold over what was said. Split conformal prediction with ratios for scores, pooled over
 * series (Vovk, Gammerman and Shafer 2005; forecasts for retail: Hyndman and others, "conformal" in statsforecast).
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
     * @param difficulty of each day, the same figure that {@link #of} will be asked with
     * @param ratio of each day, what was sold over what was said
     */
    static ErrorQuantiles learn(float[] difficulty, float[] ratio) {
        Integer[] order = new Integer[ratio.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(difficulty[a], difficulty[b]));
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
            all.add(QuantileLevels.ALL.stream()
                    .map(level -> OrderStatistics.quantile(sorted, level))
                    .toList());
            if (bin + 1 < bins) {
                edges.add((double) difficulty[order[to]]);
            }
        }
        return new ErrorQuantiles(edges, all);
    }

    /** Of a day as difficult as this: what is multiplied with what was said, by quantile level. */
    List<Double> of(double difficulty) {
        int bin = 0;
        while (bin < edges.size() && difficulty >= edges.get(bin)) {
            bin++;
        }
        return ratios.get(bin);
    }
}
