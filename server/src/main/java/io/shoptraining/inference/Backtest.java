package io.shoptraining.inference;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of model types on the same sales, as far as it has come.
 *
 * @param status {@code pending}, {@code running}, {@code completed}, {@code cancelled}, or {@code failed} when nothing
 *     could be measured
 * @param request as it was asked for
 * @param modelTypes what is compared, in the order in which it is worked on
 * @param progress 0 to 100
 * @param leaderboard what is known so far, the lowest WAPE first, failures last, each beside the best of the simple rules
 * @param createdAt ISO-8601 with offset
 */
public record Backtest(
        String backtestId,
        String owner,
        String status,
        Map<String, Object> request,
        List<String> modelTypes,
        String snapshotId,
        double progress,
        List<BacktestResult> leaderboard,
        @Nullable String error,
        String createdAt,
        @Nullable String endTime) {
    static final String PENDING = "pending";
    static final String RUNNING = "running";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";

    public Backtest {
        modelTypes = List.copyOf(modelTypes);
        leaderboard = BacktestResult.besideBestRule(leaderboard).stream()
                .sorted(BacktestResult.BEST_FIRST)
                .toList();
    }
}
