package io.shoptraining.taskmanager;

import io.shoptraining.json.Json;
import io.shoptraining.registry.Metrics;
import io.shoptraining.task.Progress;
import io.shoptraining.task.TrainingTask;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
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
        Payload payload = new Payload();
        payload.put("action", action);
        payload.put("status", task.status().word());
        payload.put("progress", task.progress());
        payload.put("message", task.message());
        payload.put("metrics", metrics(task.metrics()));
        payload.put("product_id", task.productId());
        payload.put("model_type", task.modelType());
        payload.put("product_scope", task.productScope());
        payload.put("product_ids", task.productIds());
        payload.putIfKnown("end_time", task.endTime());
        payload.putIfKnown("version", task.version());
        payload.putIfKnown("error", task.error());
        payload.put("training_mode", task.trainingMode());
        payload.put("store_id", task.storeId());
        payload.put("store_ids", task.storeIds());
        payload.put("aggregation_method", task.aggregationMethod());
        payload.put("epochs", task.epochs());
        payload.put("start_time", task.startTime());
        payload.put("stage", word(task.stage()));
        payload.put("verdict", word(task.verdict()));
        payload.put("gate_reason", task.gateReason());
        payload.put("error_code", word(task.errorCode()));
        payload.put("attempt", task.attempt());
        payload.put("queue_position", task.queuePosition());
        payload.put("batch_id", task.batchId());
        return payload.fields;
    }

    static Map<String, Object> completed(TrainingTask task) {
        Payload payload = new Payload();
        payload.put("status", task.status().word());
        payload.put("progress", task.progress());
        payload.put("message", task.message());
        payload.put("metrics", metrics(task.metrics()));
        payload.put("product_id", task.productId());
        payload.put("model_type", task.modelType());
        payload.put("version", task.version());
        payload.put("product_scope", task.productScope());
        payload.put("product_ids", task.productIds());
        payload.put("verdict", word(task.verdict()));
        payload.put("gate_reason", task.gateReason());
        payload.put("end_time", task.endTime());
        payload.put("duration_seconds", seconds(task.startTime(), task.endTime()));
        return payload.fields;
    }

    static Map<String, Object> progress(Progress progress) {
        Payload payload = new Payload();
        payload.put("progress", finite(progress.progress()));
        payload.put("epoch", progress.epoch());
        payload.put("total_epochs", progress.totalEpochs());
        payload.put("message", progress.message());
        payload.put("stage", word(progress.stage()));
        payload.put("train_loss", finite(progress.trainLoss()));
        payload.put("val_loss", finite(progress.valLoss()));
        payload.put("best_epoch", progress.bestEpoch());
        payload.put("eta_seconds", finite(progress.etaSeconds()));
        return payload.fields;
    }

    /** @param line number of the line within the task, from 1 */
    static Map<String, Object> log(String level, String message, int line) {
        Payload payload = new Payload();
        payload.put("level", level);
        payload.put("message", message);
        payload.put("line", line);
        return payload.fields;
    }

    private static @Nullable Map<String, Object> metrics(@Nullable Metrics metrics) {
        return metrics == null ? null : Json.toMap(metrics);
    }

    /** NaN and infinity are never sent. */
    private static @Nullable Double finite(@Nullable Double number) {
        return number != null && Double.isFinite(number) ? number : null;
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : value.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(@Nullable String from, @Nullable String to) {
        return from == null || to == null
                ? 0
                : Duration.between(OffsetDateTime.parse(from), OffsetDateTime.parse(to))
                                .toMillis()
                        / 1000.0;
    }

    /** A key of the contract is there also when there is nothing to say. */
    private static final class Payload {
        private final Map<String, Object> fields = new LinkedHashMap<>();

        @SuppressWarnings("NullAway") // JSON has null
        void put(String key, @Nullable Object value) {
            fields.put(key, value);
        }

        void putIfKnown(String key, @Nullable Object value) {
            if (value != null) {
                put(key, value);
            }
        }
    }
}
