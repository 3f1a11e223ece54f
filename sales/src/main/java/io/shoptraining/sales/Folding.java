package io.shoptraining.sales;

import io.shoptraining.registry.Aggregation;
import java.util.Arrays;
import java.util.List;

/** How the days of many stores become one value a day. */
final class Folding {
    private Folding() {}

    /**
     * One store's days without holes.
     *
     * @param start epoch day
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Store(int start, double[] quantity) {
        boolean isAlive(int day) {
            return day >= start && day < start + quantity.length;
        }
    }

    /**
     * Folds the stores alive on each day from start to end, both included; a day with none of them sold nothing. Stores
     * whose sales are not known are left out, and a day on which none is known is unknown.
     */
    static double[] fold(List<Store> stores, int start, int end, Aggregation aggregation) {
        double[] totals = stores.stream()
                .mapToDouble(
                        s -> Arrays.stream(s.quantity).filter(Double::isFinite).sum())
                .toArray();
        double[] folded = new double[end - start + 1];
        double[] values = new double[stores.size()];
        double[] weights = new double[stores.size()];
        for (int day = start; day <= end; day++) {
            int alive = 0;
            boolean unknown = false;
            for (int i = 0; i < stores.size(); i++) {
                Store store = stores.get(i);
                boolean isAlive = store.isAlive(day);
                if (isAlive && Double.isNaN(store.quantity[day - store.start])) {
                    unknown = true;
                } else if (isAlive) {
                    values[alive] = store.quantity[day - store.start];
                    weights[alive++] = totals[i];
                }
            }
            folded[day - start] = alive == 0 ? (unknown ? Double.NaN : 0) : one(values, weights, alive, aggregation);
        }
        return folded;
    }

    private static double one(double[] values, double[] weights, int n, Aggregation aggregation) {
        double sum = Arrays.stream(values, 0, n).sum();
        return switch (aggregation) {
            case SUM -> sum;
            case MEAN -> sum / n;
            case MAX -> Arrays.stream(values, 0, n).max().orElse(0);
            case MEDIAN -> median(Arrays.copyOf(values, n));
            case WEIGHTED -> weighted(values, weights, n);
            case PANEL -> throw new IllegalArgumentException("a panel is not folded");
        };
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Weights are shares of all sales; those of the stores alive are brought to one. Without sales it is the mean. */
    private static double weighted(double[] values, double[] weights, int n) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < n; i++) {
            double weight = Math.max(0, weights[i]);
            sum += weight * values[i];
            all += weight;
        }
        return all > 0 ? sum / all : Arrays.stream(values, 0, n).sum() / n;
    }

    /** The SQL that folds a covariate over the rows of a day; never weighted by what was sold, which would tell it. */
    static String sql(String name, String x) {
        return switch (name) {
            case "open" -> "max(" + x + ")";
            case "stock" -> "sum(" + x + " ORDER BY s, p)";
            default -> "avg(" + x + " ORDER BY s, p)";
        };
    }

    /**
     * Replaces NaN: prices by their neighbours in time, first earlier ones; open by 1; all others by 0, but for the stock,
     * which does not run out where nobody counts it.
     */
    static void fill(String name, double[] values) {
        if (name.equals("stock")) {
            return;
        }
        double known = Double.NaN;
        boolean price = name.equals("price");
        if (price) {
            known = Arrays.stream(values)
                    .filter(v -> !Double.isNaN(v))
                    .findFirst()
                    .orElse(0);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                known = values[i];
            } else if (price) {
                values[i] = known;
            } else {
                values[i] = name.equals("open") ? 1 : 0;
            }
        }
    }
}
