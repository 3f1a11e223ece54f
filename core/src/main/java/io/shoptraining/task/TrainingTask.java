package io.shoptraining.task;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.registry.Metrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to train one model as the world sees it: the fields, their order and their names in JSON are a contract.
 * Times are ISO-8601 with offset.
 *
 * @param progress 0 to 100
 * @param metrics on the held-out days; null until they are measured
 * @param processId the worker process; null unless one is at work
 * @param attempt how often a worker has been set to work; the fence that a write has to name
 * @param queuePosition 1 for the task that is next; null unless pending
 */
public record TrainingTask(
        String taskId,
        @Nullable String productId,
        String modelType,
        String trainingMode,
        @Nullable String storeId,
        @Nullable String aggregationMethod,
        String productScope,
        @Nullable List<String> productIds,
        int epochs,
        TaskState status,
        @Nullable String startTime,
        @Nullable String endTime,
        double progress,
        String message,
        @Nullable String error,
        @Nullable Metrics metrics,
        @Nullable Long processId,
        PathInfo pathInfo,
        int version,
        @Nullable List<String> storeIds,
        Map<String, Object> hyperparameters,
        int horizon,
        int lookBack,
        long seed,
        int priority,
        @Nullable String batchId,
        String snapshotId,
        @Nullable Stage stage,
        @Nullable Verdict verdict,
        @Nullable String gateReason,
        int attempt,
        @Nullable Integer queuePosition,
        @Nullable Double etaSeconds,
        String createdAt,
        String modelIdentifier,
        String filenamePrefix,
        @Nullable ErrorCode errorCode) {
    public TrainingTask {
        hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(hyperparameters));
        if (status == TaskState.COMPLETED && (metrics == null || verdict == null)) {
            throw new IllegalArgumentException("task " + taskId + " is completed without metrics or verdict");
        }
        if (status == TaskState.FAILED && errorCode == null) {
            throw new IllegalArgumentException("task " + taskId + " has failed without a code");
        }
    }

    /** The same task with its place in the queue. */
    public TrainingTask waiting(int position, @Nullable Double secondsToItsEnd) {
        return new TrainingTask(
                taskId,
                productId,
                modelType,
                trainingMode,
                storeId,
                aggregationMethod,
                productScope,
                productIds,
                epochs,
                status,
                startTime,
                endTime,
                progress,
                message,
                error,
                metrics,
                processId,
                pathInfo,
                version,
                storeIds,
                hyperparameters,
                horizon,
                lookBack,
                seed,
                priority,
                batchId,
                snapshotId,
                stage,
                verdict,
                gateReason,
                attempt,
                position,
                secondsToItsEnd,
                createdAt,
                modelIdentifier,
                filenamePrefix,
                errorCode);
    }

    /** Which model a task makes; never a path. */
    public record PathInfo(String identifier, int version) {}
}
