package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.features.SeriesWindows;
import io.shoptraining.forecast.Accuracy;
import io.shoptraining.forecast.Forecast;
import io.shoptraining.forecast.HeldOutSeries;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.registry.Metrics;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares what a model said of the held-out days with what came. Days whose sales are not known and stock-outs do not
 * count; days on which the shop was shut count, and everybody says zero for them.
 */
final class Evaluation {
    /** A panel of thousands of series keeps the days of its first ones only: they are for looking at. */
    private static final int SERIES_WITH_ROWS = 20;

    private static final int WEEK = 7;

    private final List<History> histories;
    private final SeriesWindows heldOut;
    private final float[][][] predicted;
    private final double[] scales;

    /** Where the windows of each series begin, and the end of the last: those of one series follow each other. */
    private final int[] starts;

    /**
     * @param predicted {@code [windows, horizon, QuantileLevels.OUTPUTS]}
     * @param scales of the series, in the order of the histories
     */
    Evaluation(List<History> histories, SeriesWindows heldOut, float[][][] predicted, double[] scales) {
        this.histories = histories;
        this.heldOut = heldOut;
        this.predicted = predicted;
        this.scales = scales;
        this.starts = IntStream.rangeClosed(0, heldOut.size())
                .filter(window ->
                        window == 0 || window == heldOut.size() || heldOut.series(window) != heldOut.series(window - 1))
                .toArray();
    }

    /**
     * One window of all series that have it.
     *
     * @param number from 1
     * @param from the first day, the same for all series
     * @param series how many there are
     */
    record Fold(int number, LocalDate from, int series, Metrics metrics) {}

    Metrics metrics() {
        return Accuracy.measure(measured());
    }

    /** Window after window, those that a series has. */
    List<Fold> folds() {
        List<Fold> folds = new ArrayList<>();
        for (int number = 1; ; number++) {
            int[] windows = windows(number);
            if (windows.length == 0) {
                return folds;
            }
            Metrics metrics = Accuracy.measure(Arrays.stream(windows).mapToObj(window -> known(window, window + 1)));
            folds.add(new Fold(number, day(windows[0], 0), windows.length, metrics));
        }
    }

    private int[] windows(int fold) {
        return IntStream.range(0, series())
                .filter(one -> starts[one] + fold <= starts[one + 1])
                .map(one -> starts[one] + fold - 1)
                .toArray();
    }

    private int series() {
        return starts.length - 1;
    }

    /** One series after the other, so that only one is held beside the windows. */
    private Stream<HeldOutSeries> measured() {
        return IntStream.range(0, series()).mapToObj(one -> known(starts[one], starts[one + 1]));
    }

    /** The days with known sales in some windows of one series. */
    private HeldOutSeries known(int first, int end) {
        History history = history(first);
        double[] sales = history.quantity();
        double[] inSample = history.known(heldOut.origin(first));
        int most = (end - first) * heldOut.horizon();
        float[][] rows = new float[most][];
        boolean[] closed = new boolean[most];
        double[] actual = new double[most];
        double[] naive = new double[most];
        int days = 0;
        for (int window = first; window < end; window++) {
            int origin = heldOut.origin(window);
            boolean[] shut = history.closed(origin, heldOut.horizon());
            double[] known = history.known(origin);
            for (int day = 0; day < heldOut.horizon() && origin + day < sales.length; day++) {
                if (isMeasured(history, origin + day)) {
                    rows[days] = predicted[window][day];
                    closed[days] = shut[day];
                    actual[days] = sales[origin + day];
                    naive[days++] = shut[day] ? 0 : repeated(known, origin, day);
                }
            }
        }
        return new HeldOutSeries(
                inSample,
                Arrays.copyOf(actual, days),
                Forecast.of(Arrays.copyOf(rows, days), scales[heldOut.series(first)], closed),
                Arrays.copyOf(naive, days));
    }

    private static boolean isMeasured(History history, int day) {
        return Double.isFinite(history.quantity()[day]) && !history.isSoldOut(day);
    }

    /** Held-out days that are not measured. */
    private long leftOut() {
        return IntStream.range(0, heldOut.size())
                .mapToLong(window -> {
                    int origin = heldOut.origin(window);
                    int end = Math.min(history(window).days(), origin + heldOut.horizon());
                    return IntStream.range(origin, end)
                            .filter(day -> !isMeasured(history(window), day))
                            .count();
                })
                .sum();
    }

    /** The last known week before the origin again; where that has a gap, the week before it. */
    private static double repeated(double[] sales, int origin, int day) {
        int source = origin - WEEK + day % WEEK;
        while (source >= WEEK && !Double.isFinite(sales[source])) {
            source -= WEEK;
        }
        return Double.isFinite(sales[source]) ? sales[source] : 0;
    }

    private History history(int window) {
        return histories.get(heldOut.series(window));
    }

    private LocalDate day(int window, int day) {
        return history(window).start().plusDays(heldOut.origin(window) + (long) day);
    }

    /** For the model's description: by level, the share of held-out days that sold no more than that quantile. */
    Map<String, Object> quantileShares() {
        long[] below = new long[QuantileLevels.ALL.size()];
        long days = measured()
                .mapToLong(one -> {
                    for (int level = 0; level < below.length; level++) {
                        below[level] += one.daysBelow(QuantileLevels.ALL.get(level));
                    }
                    return one.actual().length;
                })
                .sum();
        Map<String, Object> shares = new LinkedHashMap<>();
        for (int level = 0; level < below.length; level++) {
            shares.put(String.valueOf(QuantileLevels.ALL.get(level)), days == 0 ? 0.0 : (double) below[level] / days);
        }
        return shares;
    }

    /** For the model's description: what came and what was said, day by day, of the first series. */
    Map<String, Object> rows() {
        int listed = Math.min(SERIES_WITH_ROWS, series());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int one = 0; one < listed; one++) {
            for (int window = starts[one]; window < starts[one + 1]; window++) {
                rows.addAll(rows(window, window - starts[one] + 1));
            }
        }
        return Map.of("series_measured", series(), "series_listed", listed, "days_left_out", leftOut(), "rows", rows);
    }

    private List<Map<String, Object>> rows(int window, int fold) {
        History history = history(window);
        int origin = heldOut.origin(window);
        Forecast forecast = Forecast.of(
                predicted[window], scales[heldOut.series(window)], history.closed(origin, heldOut.horizon()));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int day = 0; day < heldOut.horizon() && origin + day < history.days(); day++) {
            double actual = history.quantity()[origin + day];
            if (isMeasured(history, origin + day)) {
                Map<String, Object> row = new LinkedHashMap<>();
                if (history.storeId() != null) {
                    row.put("store_id", history.storeId());
                }
                if (history.productId() != null) {
                    row.put("product_id", history.productId());
                }
                row.put("fold", fold);
                row.put("date", day(window, day).toString());
                row.put("actual", actual);
                row.put("mean", forecast.mean(day));
                row.put("0.1", forecast.quantile(day, 0.1));
                row.put("0.9", forecast.quantile(day, 0.9));
                rows.add(row);
            }
        }
        return rows;
    }
}
