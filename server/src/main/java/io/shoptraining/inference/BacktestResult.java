package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.protocol.WorkerReport.BacktestRow;
import io.shoptraining.registry.Metrics;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one model type did in a comparison: measured, or failed and then without a number.
 *
 * @param metrics over all windows together; null when it failed
 * @param seasonalNaive the same of the rule that every model has to beat, on the same days; null when it failed
 * @param windows the same window by window, the earliest first
 * @param trainingSeconds null when it failed
 * @param error what it failed of; null when it was measured
 */
public record BacktestResult(
        String modelType,
        @Nullable Metrics metrics,
        @Nullable Metrics seasonalNaive,
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
                said.rows(),
                said.trainingSeconds(),
                null,
                null);
    }

    static BacktestResult failed(String modelType, ErrorCode code, String error) {
        return new BacktestResult(modelType, null, null, List.of(), null, code, error);
    }

    private double rank() {
        return metrics == null
                ? Double.POSITIVE_INFINITY
                : metrics.value("wape").orElse(Double.MAX_VALUE);
    }
}
