package io.shoptraining.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
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
    @JsonSubTypes.Type(value = WorkerReport.Predicted.class, name = "predicted")
})
public sealed interface WorkerReport {
    /**
     * The first line of every worker.
     *
     * @param engine name and version of the training engine
     */
    record Ready(long pid, String engine) implements WorkerReport {}

    /** The process is alive; sent every second or so from a thread of its own. */
    record Heartbeat() implements WorkerReport {}

    /** A training moved on. */
    record Progressed(String taskId, int attempt, Progress progress) implements WorkerReport {}

    /**
     * A line for the task's log.
     *
     * @param level {@code INFO}, {@code WARN} or {@code ERROR}
     */
    record Logged(String taskId, int attempt, String level, String message) implements WorkerReport {}

    /**
     * A complete checkpoint lies in the staging directory, forced to disk.
     *
     * @param best whether it is the best epoch so far
     */
    record Checkpointed(String taskId, int attempt, int epoch, boolean best, StagedFile file) implements WorkerReport {}

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
            implements WorkerReport {}

    /** The work was refused or went wrong; the worker itself is well. {@code taskId} is the request's id for a forecast. */
    record Failed(String taskId, int attempt, ErrorCode code, String message) implements WorkerReport {}

    /** A training stopped because it was told to. */
    record Cancelled(String taskId, int attempt) implements WorkerReport {}

    /** The answer to a forecast. */
    record Predicted(String requestId, List<ForecastRow> rows) implements WorkerReport {}

    /**
     * One day of a forecast.
     *
     * @param storeId the store; null for all stores together
     * @param productId the product; null for all products together
     * @param date ISO-8601
     * @param quantiles sales by level, {@code "0.1"}, rising
     */
    record ForecastRow(
            @Nullable String storeId,
            @Nullable String productId,
            String date,
            double mean,
            Map<String, Double> quantiles) {}
}
