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
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares what a model said of the held-out days with what came. Days whose sales are not known do not count; days on
 * which the shop was shut count, and everybody says zero for them.
 */
final class Evaluation {
    /** A panel of thousands of series keeps the days of its first ones only: they are for looking at. */
    private static final int SERIES_WITH_ROWS = 20;

    private static final int WEEK = 7;

    private final List<History> histories;
    private final Map<Integer, List<Window>> bySeries = new TreeMap<>();

    /**
     * @param predicted {@code [windows, horizon, QuantileLevels.OUTPUTS]}
     * @param scales of the series, in the order of the histories
     */
    Evaluation(List<History> histories, SeriesWindows heldOut, float[][][] predicted, double[] scales) {
        this.histories = histories;
        for (int window = 0; window < heldOut.size(); window++) {
            int series = heldOut.series(window);
            History history = histories.get(series);
            int origin = heldOut.origin(window);
            boolean[] closed = history.closed(origin, heldOut.horizon());
            Forecast forecast = Forecast.of(predicted[window], scales[series], closed);
            List<Window> windows = bySeries.computeIfAbsent(series, s -> new ArrayList<>());
            windows.add(new Window(windows.size() + 1, origin, forecast, naive(history, origin, closed)));
        }
    }

    /** Repeats the last known week before the origin; where that has a gap, the week before it. */
    private static double[] naive(History history, int origin, boolean[] closed) {
        double[] naive = new double[closed.length];
        for (int day = 0; day < naive.length; day++) {
            int source = origin - WEEK + day % WEEK;
            while (source >= WEEK && !Double.isFinite(history.quantity()[source])) {
                source -= WEEK;
            }
            double repeated = history.quantity()[source];
            naive[day] = closed[day] || !Double.isFinite(repeated) ? 0 : repeated;
        }
        return naive;
    }

    Metrics metrics() {
        return Accuracy.measure(heldOutSeries(bySeries));
    }

    /** @param fold from 1 */
    Metrics metrics(int fold) {
        return Accuracy.measure(heldOutSeries(of(fold)));
    }

    /** How many series have a fold. */
    int series(int fold) {
        return of(fold).size();
    }

    /** The first day of a fold, the same for all series; empty when none has it. */
    Optional<LocalDate> firstDay(int fold) {
        return of(fold).entrySet().stream()
                .map(one -> histories
                        .get(one.getKey())
                        .start()
                        .plusDays(one.getValue().get(0).origin()))
                .findFirst();
    }

    private Map<Integer, List<Window>> of(int fold) {
        Map<Integer, List<Window>> chosen = new TreeMap<>();
        bySeries.forEach((series, windows) -> {
            if (fold <= windows.size()) {
                chosen.put(series, List.of(windows.get(fold - 1)));
            }
        });
        return chosen;
    }

    private List<HeldOutSeries> heldOutSeries(Map<Integer, List<Window>> chosen) {
        List<HeldOutSeries> all = new ArrayList<>();
        chosen.forEach((series, windows) -> {
            double[] sales = histories.get(series).quantity();
            double[] inSample = Arrays.copyOf(sales, windows.get(0).origin());
            List<Forecast> forecasts = new ArrayList<>();
            List<Double> actual = new ArrayList<>();
            List<Double> naive = new ArrayList<>();
            for (Window window : windows) {
                List<Integer> known = window.knownDays(sales);
                forecasts.add(window.forecast().at(known));
                known.forEach(day -> actual.add(sales[window.origin() + day]));
                known.forEach(day -> naive.add(window.naive()[day]));
            }
            if (!actual.isEmpty()) {
                all.add(new HeldOutSeries(inSample, array(actual), Forecast.join(forecasts), array(naive)));
            }
        });
        return all;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }

    /** For the model's description: by level, the share of held-out days that sold no more than that quantile. */
    Map<String, Object> quantileShares() {
        List<HeldOutSeries> series = heldOutSeries(bySeries);
        Map<String, Object> shares = new LinkedHashMap<>();
        for (double level : QuantileLevels.ALL) {
            long days = 0;
            long below = 0;
            for (HeldOutSeries one : series) {
                for (int day = 0; day < one.actual().length; day++) {
                    days++;
                    below += one.actual()[day] <= one.forecast().quantile(day, level) ? 1 : 0;
                }
            }
            shares.put(String.valueOf(level), days == 0 ? 0.0 : (double) below / days);
        }
        return shares;
    }

    /** For the model's description: what came and what was said, day by day, of the first series. */
    Map<String, Object> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        bySeries.entrySet().stream().limit(SERIES_WITH_ROWS).forEach(entry -> {
            History history = histories.get(entry.getKey());
            entry.getValue()
                    .forEach(window ->
                            window.knownDays(history.quantity()).forEach(day -> rows.add(row(history, window, day))));
        });
        return Map.of(
                "series_measured",
                bySeries.size(),
                "series_listed",
                Math.min(SERIES_WITH_ROWS, bySeries.size()),
                "rows",
                rows);
    }

    private static Map<String, Object> row(History history, Window window, int day) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (history.storeId() != null) {
            row.put("store_id", history.storeId());
        }
        if (history.productId() != null) {
            row.put("product_id", history.productId());
        }
        row.put("fold", window.fold());
        row.put("date", history.start().plusDays(window.origin() + (long) day).toString());
        row.put("actual", history.quantity()[window.origin() + day]);
        row.put("mean", window.forecast().mean(day));
        row.put("0.1", window.forecast().quantile(day, 0.1));
        row.put("0.9", window.forecast().quantile(day, 0.9));
        return row;
    }

    @SuppressWarnings("ArrayRecordComponent") // private, and never compared
    private record Window(int fold, int origin, Forecast forecast, double[] naive) {
        List<Integer> knownDays(double[] sales) {
            List<Integer> known = new ArrayList<>();
            for (int day = 0; day < forecast.days() && origin + day < sales.length; day++) {
                if (Double.isFinite(sales[origin + day])) {
                    known.add(day);
                }
            }
            return known;
        }
    }
}
