package io.shoptraining.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a worker process tells the server. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "report")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerReport.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = WorkerReport.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = WorkerReport.Progressed.class, name = "progressed"),
    @JsonSubTypes.Type(value = WorkerReport.Logged.class, name = "logged"),
    @JsonSubTypes.Type(value = WorkerReport.Checkpointed.class, name = "checkpointed"),
    @JsonSubTypes.Type(value = WorkerReport.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = WorkerReport.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = WorkerReport.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = WorkerReport.Suspended.class, name = "suspended"),
    @JsonSubTypes.Type(value = WorkerReport.Predicted.class, name = "predicted"),
    @JsonSubTypes.Type(value = WorkerReport.Backtested.class, name = "backtested"),
    @JsonSubTypes.Type(value = WorkerReport.Checked.class, name = "checked")
})
public sealed interface WorkerReport {
    /** A report on one attempt at one task; on a question, {@code taskId} is the question's id and the attempt 0. */
    sealed interface OfAttempt {
        String taskId();

        int attempt();
    }

    /**
     * The first line of every worker.
     *
     * @param engine name and version of the training engine
     */
    record Ready(long pid, String engine) implements WorkerReport {}

    /**
     * The process is alive; sent every second or so from a thread of its own.
     *
     * @param rssBytes memory that the process holds; 0 where the system does not tell
     */
    record Heartbeat(long rssBytes) implements WorkerReport {}

    /** A training moved on, or a backtest: then {@code taskId} is the request's id and the attempt 0. */
    record Progressed(String taskId, int attempt, Progress progress) implements WorkerReport, OfAttempt {}

    /**
     * A line for the task's log.
     *
     * @param level {@code INFO}, {@code WARN} or {@code ERROR}
     */
    record Logged(String taskId, int attempt, String level, String message) implements WorkerReport, OfAttempt {}

    /**
     * A complete checkpoint lies in the staging directory, forced to disk.
     *
     * @param best whether it is the best epoch so far
     */
    record Checkpointed(String taskId, int attempt, int epoch, boolean best, StagedFile file)
            implements WorkerReport, OfAttempt {}

    /**
     * A model is trained and measured; its files lie in the staging directory, forced to disk.
     *
     * @param metrics on the held-out days
     * @param description all that is needed, beside the files, to forecast again: features, scalers, quantile levels
     * @param curve losses by epoch; empty for a model without epochs
     * @param trainingSeconds wall-clock seconds of this attempt's training
     */
    record Finished(
            String taskId,
            int attempt,
            List<StagedFile> files,
            Metrics metrics,
            Map<String, Object> description,
            List<CurvePoint> curve,
            double trainingSeconds)
            implements WorkerReport, OfAttempt {}

    /**
     * The work was refused or went wrong; the worker itself is well. For a forecast or a backtest {@code taskId} is the
     * request's id and the attempt 0.
     */
    record Failed(String taskId, int attempt, ErrorCode code, String message) implements WorkerReport, OfAttempt {}

    /** A training, or a backtest, stopped because it was told to. */
    record Cancelled(String taskId, int attempt) implements WorkerReport, OfAttempt {}

    /**
     * A training stopped because it was told to, to go on later.
     *
     * @param epoch of the last checkpoint that this attempt reported; 0 when there was none, and the training goes on from
     *     where this attempt began
     */
    record Suspended(String taskId, int attempt, int epoch) implements WorkerReport, OfAttempt {}

    /**
     * A part of the answer to a forecast: the rows of many series would be too long for one line.
     *
     * @param from how many rows came before; 0 begins the answer, anew when a worker was lost over it
     * @param last whether the answer is complete with this part
     */
    record Predicted(String requestId, int from, List<ForecastRow> rows, boolean last) implements WorkerReport {
        private static final int MOST_ROWS = 1_000;

        /** A whole answer, in parts that fit into a line however long the ids are. */
        public static List<Predicted> parts(String requestId, List<ForecastRow> rows) {
            List<Predicted> parts = new ArrayList<>();
            int from = 0;
            do {
                int end = Math.min(rows.size(), from + MOST_ROWS);
                parts.add(new Predicted(requestId, from, rows.subList(from, end), end == rows.size()));
                from = end;
            } while (from < rows.size());
            return parts;
        }
    }

    /**
     * One day of a forecast.
     *
     * @param storeId the store; null for all stores together
     * @param productId the product; null for all products together
     * @param date ISO-8601
     * @param quantiles sales by level, {@code "0.1"}, rising
     * @param coldStart for a product that its store has never sold, what its size was taken from; else null, and not
     *     written
     */
    record ForecastRow(
            @Nullable String storeId,
            @Nullable String productId,
            String date,
            double mean,
            Map<String, Double> quantiles,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String coldStart) {
        /** Of a series that has sales. */
        public ForecastRow(
                @Nullable String storeId,
                @Nullable String productId,
                String date,
                double mean,
                Map<String, Double> quantiles) {
            this(storeId, productId, date, mean, quantiles, null);
        }
    }

    /**
     * The answer to a backtest.
     *
     * @param metrics over all windows together
     * @param seasonalNaive the same of the rule that every model has to beat, on the same days
     * @param rows the same window by window, the earliest first
     * @param trainingSeconds wall-clock seconds of the training alone
     */
    record Backtested(
            String requestId,
            String modelType,
            Metrics metrics,
            Metrics seasonalNaive,
            List<BacktestRow> rows,
            double trainingSeconds)
            implements WorkerReport {}

    /** A model from elsewhere was loaded. */
    record Checked(String requestId) implements WorkerReport {}

    /**
     * One window of a backtest.
     *
     * @param fold from 1
     * @param from first day that was forecast, ISO-8601
     * @param to last day that was forecast
     * @param series how many series were measured
     */
    record BacktestRow(int fold, String from, String to, int series, Metrics metrics, Metrics seasonalNaive) {}
}
