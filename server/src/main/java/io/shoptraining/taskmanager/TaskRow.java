package io.shoptraining.taskmanager;

import io.shoptraining.json.Json;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as a row of the table, and back. */
final class TaskRow {
    /** The fields of a task that are columns, in the order of the contract. */
    private static final String COLUMNS = "task_id, product_id, model_type, training_mode, store_id,"
            + " aggregation_method, product_scope, product_ids, epochs, status, start_time, end_time, progress, message,"
            + " error, metrics, process_id, version, store_ids, hyperparameters, horizon, look_back, seed, priority,"
            + " batch_id, snapshot_id, stage, verdict, gate_reason, attempt, eta_seconds, created_at, model_identifier,"
            + " filename_prefix, error_code";

    static final String SELECT = "SELECT " + COLUMNS + ", CASE WHEN status = 'pending' THEN (SELECT count(*) + 1"
            + " FROM tasks o WHERE o.status = 'pending' AND (o.priority > t.priority"
            + " OR (o.priority = t.priority AND o.seq < t.seq))) END AS queue_position FROM tasks t";

    private static final List<String> JSON = List.of("product_ids", "store_ids", "hyperparameters", "metrics");

    private TaskRow() {}

    static TrainingTask read(Map<String, Object> row) {
        Map<String, Object> fields = new LinkedHashMap<>(row);
        JSON.forEach(column -> fields.computeIfPresent(column, (name, text) -> Json.read((String) text, Object.class)));
        fields.put("path_info", Map.of("identifier", row.get("model_identifier"), "version", row.get("version")));
        return Json.convert(fields, TrainingTask.class);
    }

    /** The columns that a spec determines. */
    static Map<String, @Nullable Object> ofSpec(TrainingSpec spec) {
        SeriesScope scope = spec.scope();
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("product_id", one(scope.products()));
        columns.put("model_type", spec.modelType());
        columns.put("training_mode", scope.mode().word());
        columns.put("store_id", one(scope.stores()));
        columns.put(
                "aggregation_method",
                scope.aggregation() == null ? null : scope.aggregation().word());
        boolean all = scope.mode() == TrainingMode.PRODUCT || scope.products().isAll();
        columns.put("product_scope", all ? "all" : "specific");
        columns.put("product_ids", several(scope.products()));
        columns.put("store_ids", several(scope.stores()));
        columns.put("epochs", spec.epochs());
        columns.put("hyperparameters", Json.write(spec.hyperparameters()));
        columns.put("horizon", spec.horizon());
        columns.put("look_back", spec.lookBack());
        columns.put("seed", spec.seed());
        columns.put("model_identifier", spec.key().identifier());
        columns.put("spec", Json.write(spec));
        return columns;
    }

    private static @Nullable String one(Ids ids) {
        return ids.isOne() ? ids.list().get(0) : null;
    }

    private static @Nullable String several(Ids ids) {
        return ids.list().size() > 1 ? Json.write(ids.list()) : null;
    }
}
