package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.protocol.WorkerReport.BacktestRow;
import io.shoptraining.registry.Metrics;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one model type did in a comparison: measured, or failed and then without a number.
 *
 * @param metrics over all windows together; null when it failed
 * @param seasonalNaive the same of the rule that every model has to beat, on the same days; null when it failed
 * @param vsBestRule WAPE over that of the best simple rule in the comparison, 0.9 for a tenth less; null when one of them is
 *     not known
 * @param windows the same window by window, the earliest first
 * @param trainingSeconds null when it failed
 * @param error what it failed of; null when it was measured
 */
public record BacktestResult(
        String modelType,
        @Nullable Metrics metrics,
        @Nullable Metrics seasonalNaive,
        @Nullable Double vsBestRule,
        List<BacktestRow> windows,
        @Nullable Double trainingSeconds,
        @Nullable ErrorCode errorCode,
        @Nullable String error) {
    /** The lowest WAPE first; then what has none. */
    static final Comparator<BacktestResult> BEST_FIRST =
            Comparator.comparingDouble(BacktestResult::rank).thenComparing(BacktestResult::modelType);

    public BacktestResult {
        windows = List.copyOf(windows);
        if ((metrics == null) == (error == null)) {
            throw new IllegalArgumentException(modelType + " is either measured or failed");
        }
    }

    static BacktestResult measured(WorkerReport.Backtested said) {
        return new BacktestResult(
                said.modelType(),
                said.metrics(),
                said.seasonalNaive(),
                null,
                said.rows(),
                said.trainingSeconds(),
                null,
                null);
    }

    static BacktestResult failed(String modelType, ErrorCode code, String error) {
        return new BacktestResult(modelType, null, null, null, List.of(), null, code, error);
    }

    /** The seasonal naive alone is a weak mark: on most sales a mean over four weeks is much better. */
    static List<BacktestResult> besideBestRule(List<BacktestResult> results) {
        double best = results.stream()
                .filter(result -> BacktestPlan.RULES.contains(result.modelType()))
                .flatMapToDouble(result -> result.wape().stream())
                .min()
                .orElse(0);
        return results.stream().map(result -> result.beside(best)).toList();
    }

    private BacktestResult beside(double best) {
        Double relative = best > 0 && wape().isPresent() ? wape().getAsDouble() / best : null;
        return new BacktestResult(
                modelType, metrics, seasonalNaive, relative, windows, trainingSeconds, errorCode, error);
    }

    private OptionalDouble wape() {
        return metrics == null ? OptionalDouble.empty() : metrics.value("wape");
    }

    private double rank() {
        return metrics == null ? Double.POSITIVE_INFINITY : wape().orElse(Double.MAX_VALUE);
    }
}
