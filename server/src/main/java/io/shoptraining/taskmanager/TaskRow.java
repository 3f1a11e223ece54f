package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.json.Json;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.task.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as a row of the table, and back. */
final class TaskRow {
    /** The fields of a task that are columns, in the order of the contract. */
    static final String COLUMNS = "task_id, product_id, model_type, training_mode, store_id,"
            + " aggregation_method, product_scope, product_ids, epochs, status, start_time, end_time, progress, message,"
            + " error, metrics, process_id, version, store_ids, hyperparameters, horizon, look_back, seed, priority,"
            + " batch_id, snapshot_id, stage, verdict, gate_reason, attempt, eta_seconds, created_at, model_identifier,"
            + " filename_prefix, error_code";

    private TaskRow() {}

    /** A row with {@link #COLUMNS}; what the row does not know is the place in the queue. */
    static TrainingTask read(ResultSet row) throws SQLException {
        return new TrainingTask(
                row.getString("task_id"),
                row.getString("product_id"),
                row.getString("model_type"),
                row.getString("training_mode"),
                row.getString("store_id"),
                row.getString("aggregation_method"),
                row.getString("product_scope"),
                ids(row.getString("product_ids")),
                row.getInt("epochs"),
                TaskState.valueOf(upper(row.getString("status"))),
                row.getString("start_time"),
                row.getString("end_time"),
                row.getDouble("progress"),
                row.getString("message"),
                row.getString("error"),
                metrics(row.getString("metrics")),
                row.getObject("process_id") == null ? null : row.getLong("process_id"),
                new TrainingTask.PathInfo(row.getString("model_identifier"), row.getInt("version")),
                row.getInt("version"),
                ids(row.getString("store_ids")),
                Json.readObject(row.getString("hyperparameters")),
                row.getInt("horizon"),
                row.getInt("look_back"),
                row.getLong("seed"),
                row.getInt("priority"),
                row.getString("batch_id"),
                row.getString("snapshot_id"),
                word(row, "stage", Stage.class),
                word(row, "verdict", Verdict.class),
                row.getString("gate_reason"),
                row.getInt("attempt"),
                null,
                real(row, "eta_seconds"),
                row.getString("created_at"),
                row.getString("model_identifier"),
                row.getString("filename_prefix"),
                word(row, "error_code", ErrorCode.class));
    }

    private static @Nullable List<String> ids(@Nullable String json) {
        return json == null ? null : List.of(Json.read(json, String[].class));
    }

    private static @Nullable Metrics metrics(@Nullable String json) {
        return json == null ? null : Json.read(json, Metrics.class);
    }

    static @Nullable Double real(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static <E extends Enum<E>> @Nullable E word(ResultSet row, String column, Class<E> type)
            throws SQLException {
        String word = row.getString(column);
        return word == null ? null : Enum.valueOf(type, upper(word));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
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
