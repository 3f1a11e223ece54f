package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.task.Progress;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * The table of tasks. Every write of a run names its task and attempt and asks for a state from which the move is
 * allowed; it answers false, and has changed nothing, when the attempt is no longer the current one.
 */
final class TaskStore {
    private final Database database;
    private final ModelIndex index;
    private final EventHub events;
    private final Clock clock;

    TaskStore(Database database, ModelIndex index, EventHub events, Clock clock) {
        this.database = database;
        this.index = index;
        this.events = events;
        this.clock = clock;
    }

    /** A task taken from the queue. */
    record Claim(
            String taskId,
            int attempt,
            TrainingSpec spec,
            String prefix,
            int version,
            String snapshotId,
            int lostWorkers,
            @Nullable Integer checkpointEpoch,
            @Nullable String checkpointSha256) {}

    /** What recovery has to know of a task that was at work when the server ended. */
    record Interrupted(
            String taskId,
            int attempt,
            String status,
            String filenamePrefix,
            @Nullable Long processId,
            @Nullable String processStart,
            @Nullable String metadata) {}

    /** S1 to S3: the task, its version number and its first event, or nothing. */
    TrainingTask insert(String taskId, TrainingSpec spec, Map<String, @Nullable Object> more, int highestElsewhere) {
        return changing(transaction -> {
            String identifier = spec.key().identifier();
            int version = index.reserve(transaction, identifier, highestElsewhere, taskId);
            Map<String, @Nullable Object> columns = new LinkedHashMap<>(TaskRow.ofSpec(spec));
            columns.putAll(more);
            columns.put("task_id", taskId);
            columns.put("status", TaskState.PENDING.word());
            columns.put("message", "waiting for a worker");
            columns.put("version", version);
            columns.put("filename_prefix", identifier + "_v" + version);
            columns.put("created_at", now());
            String names = String.join(", ", columns.keySet());
            String values = columns.keySet().stream().map(name -> ":" + name).collect(Collectors.joining(", "));
            bind(transaction.createUpdate("INSERT INTO tasks (" + names + ") VALUES (" + values + ")"), columns)
                    .execute();
            return told(transaction, taskId, TaskEvents.UPDATE);
        });
    }

    /** Takes the oldest task of the highest priority; one transaction that has the right to write from its start. */
    Optional<Claim> claim() {
        return changing(transaction -> {
            Optional<String> next = transaction
                    .createQuery(
                            "SELECT task_id FROM tasks WHERE status = 'pending' ORDER BY priority DESC, seq LIMIT 1")
                    .mapTo(String.class)
                    .findOne();
            next.ifPresent(taskId -> {
                transaction
                        .createUpdate("UPDATE tasks SET status = 'running', attempt = attempt + 1, progress = 0,"
                                + " start_time = coalesce(start_time, :now), stage = 'loading_data',"
                                + " message = 'starting' WHERE task_id = :task AND status = 'pending'")
                        .bind("now", now())
                        .bind("task", taskId)
                        .execute();
                told(transaction, taskId, TaskEvents.UPDATE);
            });
            return next.map(taskId -> transaction
                    .createQuery("SELECT * FROM tasks WHERE task_id = :task")
                    .bind("task", taskId)
                    .map((row, context) -> new Claim(
                            taskId,
                            row.getInt("attempt"),
                            Json.read(row.getString("spec"), TrainingSpec.class),
                            row.getString("filename_prefix"),
                            row.getInt("version"),
                            row.getString("snapshot_id"),
                            row.getInt("lost_workers"),
                            (Integer) row.getObject("checkpoint_epoch"),
                            row.getString("checkpoint_sha256")))
                    .one());
        });
    }

    boolean working(String taskId, int attempt, long pid, String processStart) {
        return changing(transaction ->
                fenced(transaction, taskId, attempt, columns("process_id", pid, "process_start", processStart)));
    }

    boolean progress(String taskId, int attempt, Progress progress) {
        return changing(transaction -> {
            boolean current = fenced(
                    transaction,
                    taskId,
                    attempt,
                    columns(
                            "progress", progress.progress(),
                            "stage", progress.stage().name().toLowerCase(Locale.ROOT),
                            "eta_seconds", progress.etaSeconds(),
                            "message", progress.message()));
            if (current) {
                events.append(transaction, Event.TRAINING_PROGRESS, taskId, TaskEvents.progress(progress));
            }
            return current;
        });
    }

    /** Log lines are welcome until the attempt is over, also from a worker that is told to stop. */
    boolean log(String taskId, int attempt, String level, String message, int line) {
        return changing(transaction -> {
            boolean current = transaction
                            .createQuery("SELECT count(*) FROM tasks WHERE task_id = :task AND attempt = :attempt"
                                    + " AND status IN ('running', 'cancelling')")
                            .bind("task", taskId)
                            .bind("attempt", attempt)
                            .mapTo(Integer.class)
                            .one()
                    == 1;
            if (current) {
                events.append(transaction, Event.TRAINING_LOG, taskId, TaskEvents.log(level, message, line));
            }
            return current;
        });
    }

    /** Whether the attempt is the current one and still running: the fence, for what is not a write to this table. */
    boolean isCurrent(String taskId, int attempt) {
        return find(taskId)
                .filter(task -> task.attempt() == attempt && task.status() == TaskState.RUNNING)
                .isPresent();
    }

    boolean checkpointed(String taskId, int attempt, int epoch, String sha256) {
        return changing(transaction ->
                fenced(transaction, taskId, attempt, columns("checkpoint_epoch", epoch, "checkpoint_sha256", sha256)));
    }

    /** P4: from here on recovery knows which files there must be, and the task can no longer be cancelled. */
    boolean publishing(String taskId, int attempt, ModelMetadata metadata) {
        return changing(transaction -> {
            boolean current = fenced(
                    transaction,
                    taskId,
                    attempt,
                    columns("metadata", Json.write(metadata), "stage", "saving", "message", "saving the model"));
            if (current) {
                index.publishing(transaction, metadata.filenamePrefix(), metadata.manifest());
            }
            return current;
        });
    }

    /** P9. */
    boolean completed(ModelMetadata metadata) {
        return changing(transaction -> {
            boolean moved = move(
                    transaction,
                    metadata.taskId(),
                    metadata.attempt(),
                    TaskState.COMPLETED,
                    columns(
                            "metrics",
                            Json.write(metadata.metrics()),
                            "verdict",
                            metadata.verdict(),
                            "gate_reason",
                            metadata.gateReason(),
                            "progress",
                            100.0,
                            "eta_seconds",
                            null,
                            "message",
                            metadata.filenamePrefix() + " is " + metadata.verdict()));
            if (moved) {
                complete(transaction, metadata);
                TrainingTask task = told(transaction, metadata.taskId(), TaskEvents.COMPLETED);
                events.append(transaction, Event.TRAINING_COMPLETED, task.taskId(), TaskEvents.completed(task));
            }
            return moved;
        });
    }

    /** Enters a committed model into the ledger, whatever the state of its task. */
    void complete(Handle transaction, ModelMetadata metadata) {
        index.complete(
                transaction,
                metadata.filenamePrefix(),
                metadata.manifest(),
                metadata.metrics(),
                Json.convert(metadata.verdict(), io.shoptraining.task.Verdict.class),
                String.valueOf(metadata.gateReason()));
    }

    boolean failed(String taskId, int attempt, ErrorCode code, String error) {
        return ended(
                taskId,
                attempt,
                TaskState.FAILED,
                ModelRow.FAILED,
                columns("error_code", code.name().toLowerCase(Locale.ROOT), "error", error, "message", "failed"));
    }

    boolean cancelled(String taskId, int attempt) {
        return ended(taskId, attempt, TaskState.CANCELLED, ModelRow.CANCELLED, columns("message", "cancelled"));
    }

    private boolean ended(
            String taskId, int attempt, TaskState to, String modelStatus, Map<String, @Nullable Object> columns) {
        return changing(transaction -> {
            boolean moved = move(transaction, taskId, attempt, to, columns);
            if (moved) {
                TrainingTask task = told(transaction, taskId, to.word());
                index.mark(transaction, task.filenamePrefix(), modelStatus, task.error());
            }
            return moved;
        });
    }

    /**
     * Back into the queue with the same version.
     *
     * @param lost whether this counts as one of the workers that a task may lose
     */
    boolean requeue(String taskId, int attempt, boolean lost, String reason) {
        return changing(transaction -> {
            boolean moved =
                    move(transaction, taskId, attempt, TaskState.PENDING, columns("message", reason, "metadata", null));
            if (moved) {
                transaction.execute(
                        "UPDATE tasks SET lost_workers = lost_workers + ? WHERE task_id = ?", lost ? 1 : 0, taskId);
                TrainingTask task = told(transaction, taskId, TaskEvents.RETRIED);
                index.mark(transaction, task.filenamePrefix(), ModelRow.TRAINING, null);
            }
            return moved;
        });
    }

    /**
     * A pending task is cancelled at once; a running one is told to stop.
     *
     * @return the task as it now is
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has ended or is being saved
     */
    TrainingTask cancel(String taskId) {
        return changing(transaction -> {
            TrainingTask task = require(transaction, taskId);
            if (task.status() == TaskState.CANCELLING) {
                return task;
            }
            boolean saving = transaction
                            .createQuery("SELECT count(*) FROM models WHERE filename_prefix = :prefix"
                                    + " AND status = 'publishing'")
                            .bind("prefix", task.filenamePrefix())
                            .mapTo(Integer.class)
                            .one()
                    > 0;
            if (task.status().isTerminal() || saving) {
                throw new ShopTrainingException(
                        ErrorCode.CONFLICT,
                        "task " + taskId + " is "
                                + (saving ? "being saved" : task.status().word()) + " and can no longer be cancelled");
            }
            if (task.status() == TaskState.PENDING) {
                move(transaction, taskId, task.attempt(), TaskState.CANCELLED, columns("message", "cancelled"));
                index.mark(transaction, task.filenamePrefix(), ModelRow.CANCELLED, null);
                return told(transaction, taskId, TaskEvents.CANCELLED);
            }
            move(transaction, taskId, task.attempt(), TaskState.CANCELLING, columns("message", "cancelling"));
            return told(transaction, taskId, TaskEvents.UPDATE);
        });
    }

    Optional<TrainingTask> find(String taskId) {
        return database.read(handle -> find(handle, taskId));
    }

    /** The request as it was submitted. */
    Map<String, Object> request(String taskId) {
        return Json.readObject(
                database.read(handle -> handle.createQuery("SELECT request FROM tasks WHERE task_id = :task")
                        .bind("task", taskId)
                        .mapTo(String.class)
                        .one()));
    }

    List<Interrupted> interrupted() {
        return database.read(handle -> handle.createQuery(
                        "SELECT * FROM tasks WHERE status IN ('running', 'cancelling') ORDER BY seq")
                .map((row, context) -> new Interrupted(
                        row.getString("task_id"),
                        row.getInt("attempt"),
                        row.getString("status"),
                        row.getString("filename_prefix"),
                        row.getObject("process_id") == null ? null : row.getLong("process_id"),
                        row.getString("process_start"),
                        row.getString("metadata")))
                .list());
    }

    /** One transaction, after which its events are handed out. */
    <T> T changing(Function<Handle, T> work) {
        T result = database.write(work);
        events.deliver();
        return result;
    }

    private TrainingTask told(Handle transaction, String taskId, String action) {
        TrainingTask task = require(transaction, taskId);
        events.append(transaction, Event.TRAINING_UPDATE, taskId, TaskEvents.update(action, task));
        return task;
    }

    private static TrainingTask require(Handle handle, String taskId) {
        return find(handle, taskId)
                .orElseThrow(
                        () -> new ShopTrainingException(ErrorCode.NOT_FOUND, "task '" + taskId + "' does not exist"));
    }

    private static Optional<TrainingTask> find(Handle handle, String taskId) {
        return handle.createQuery(TaskRow.SELECT + " WHERE task_id = :task")
                .bind("task", taskId)
                .mapToMap()
                .map(TaskRow::read)
                .findOne();
    }

    /** A change of state by the table of moves; whatever leaves the running states loses its process. */
    private boolean move(
            Handle transaction, String taskId, int attempt, TaskState to, Map<String, @Nullable Object> columns) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(columns);
        all.put("status", to.word());
        if (to != TaskState.CANCELLING) {
            all.put("process_id", null);
            all.put("process_start", null);
            all.put("stage", null);
            all.put("eta_seconds", null);
        }
        if (to.isTerminal()) {
            all.put("end_time", now());
        }
        String from =
                to.previous().stream().map(state -> "'" + state.word() + "'").collect(Collectors.joining(", "));
        return update(transaction, taskId, attempt, all, from);
    }

    private static boolean fenced(
            Handle transaction, String taskId, int attempt, Map<String, @Nullable Object> columns) {
        return update(transaction, taskId, attempt, columns, "'running'");
    }

    private static boolean update(
            Handle transaction, String taskId, int attempt, Map<String, @Nullable Object> columns, String from) {
        String set = columns.keySet().stream().map(name -> name + " = :" + name).collect(Collectors.joining(", "));
        return bind(
                                transaction.createUpdate("UPDATE tasks SET " + set
                                        + " WHERE task_id = :fence_task AND attempt = :fence_attempt AND status IN ("
                                        + from + ")"),
                                columns)
                        .bind("fence_task", taskId)
                        .bind("fence_attempt", attempt)
                        .execute()
                == 1;
    }

    private static Update bind(Update update, Map<String, @Nullable Object> columns) {
        columns.forEach((name, value) -> update.bind(name, value));
        return update;
    }

    private static Map<String, @Nullable Object> columns(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            columns.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return columns;
    }

    private String now() {
        return OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
