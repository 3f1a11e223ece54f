package io.shoptraining.taskmanager;

import io.shoptraining.json.Json;
import io.shoptraining.task.Progress;
import io.shoptraining.task.TrainingTask;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payloads of a task's events, by the contract: the keys of the predecessor first, in its order. */
final class TaskEvents {
    static final String UPDATE = "update";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";
    static final String RETRIED = "retried";

    private TaskEvents() {}

    /** @param action what kind of change it is, one of the constants above */
    static Map<String, Object> update(String action, TrainingTask task) {
        Map<String, Object> fields = Json.toMap(task);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("action", action);
        List.of("status", "progress", "message", "metrics", "product_id", "model_type", "product_scope", "product_ids")
                .forEach(key -> payload.put(key, fields.get(key)));
        for (String key : List.of("end_time", "version", "error")) {
            if (fields.get(key) != null) {
                payload.put(key, fields.get(key));
            }
        }
        List.of(
                        "training_mode",
                        "store_id",
                        "store_ids",
                        "aggregation_method",
                        "epochs",
                        "start_time",
                        "stage",
                        "verdict",
                        "gate_reason",
                        "error_code",
                        "attempt",
                        "queue_position",
                        "batch_id")
                .forEach(key -> payload.put(key, fields.get(key)));
        return payload;
    }

    static Map<String, Object> completed(TrainingTask task) {
        Map<String, Object> fields = Json.toMap(task);
        Map<String, Object> payload = new LinkedHashMap<>();
        List.of(
                        "status",
                        "progress",
                        "message",
                        "metrics",
                        "product_id",
                        "model_type",
                        "version",
                        "product_scope",
                        "product_ids",
                        "verdict",
                        "gate_reason",
                        "end_time")
                .forEach(key -> payload.put(key, fields.get(key)));
        payload.put("duration_seconds", seconds(task.startTime(), task.endTime()));
        return payload;
    }

    static Map<String, Object> progress(Progress progress) {
        Map<String, Object> fields = Json.toMap(progress);
        Map<String, Object> payload = new LinkedHashMap<>();
        List.of(
                        "progress",
                        "epoch",
                        "total_epochs",
                        "message",
                        "stage",
                        "train_loss",
                        "val_loss",
                        "best_epoch",
                        "eta_seconds")
                .forEach(key -> payload.put(key, fields.get(key)));
        return payload;
    }

    /** @param line number of the line within the attempt, from 1 */
    static Map<String, Object> log(String level, String message, int line) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("level", level);
        payload.put("message", message);
        payload.put("line", line);
        return payload;
    }

    private static double seconds(@Nullable String from, @Nullable String to) {
        return from == null || to == null
                ? 0
                : Duration.between(OffsetDateTime.parse(from), OffsetDateTime.parse(to))
                                .toMillis()
                        / 1000.0;
    }
}
