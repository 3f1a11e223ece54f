package io.shoptraining.index;

import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.Metrics;
import io.shoptraining.task.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of one model.
 *
 * @param status {@code training}, {@code publishing}, {@code completed}, {@code failed} or {@code cancelled}
 * @param createdAt {@code YYYY-MM-DD HH:MM:SS}, UTC
 * @param metricsSummary null until the model is complete
 * @param taskId the task that trained it, or the import that brought it
 * @param manifest the published files; null until their publication began
 * @param deletedAt ISO-8601 with offset; null for a model that was not deleted
 */
public record ModelRow(
        long id,
        String filenamePrefix,
        String modelIdentifier,
        int version,
        String status,
        String createdAt,
        @Nullable Metrics metricsSummary,
        @Nullable Verdict verdict,
        @Nullable String gateReason,
        @Nullable String taskId,
        @Nullable List<ManifestFile> manifest,
        @Nullable String deletedAt) {
    public static final String TRAINING = "training";
    public static final String PUBLISHING = "publishing";
    public static final String COMPLETED = "completed";
    public static final String FAILED = "failed";
    public static final String CANCELLED = "cancelled";

    /** Whether its files are in the store, whatever the gate said. */
    public boolean isCompleted() {
        return status.equals(COMPLETED);
    }

    /** Whether forecasts may use this version when they name none. */
    public boolean isAccepted() {
        return isCompleted() && verdict == Verdict.ACCEPTED;
    }
}
