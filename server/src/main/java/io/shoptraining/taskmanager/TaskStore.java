package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.task.Progress;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.task.Verdict;
import io.shoptraining.taskmanager.Durations.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of tasks write. Every write names its task and attempt and asks for a state from which the move is
 * allowed; it answers false, and has changed nothing, when the attempt is no longer the current one.
 */
final class TaskStore {
    /** The most that is waited between two workers. */
    private static final long LONGEST_BACK_OFF_MILLIS = 60_000;

    private static final long FIRST_BACK_OFF_MILLIS = 1_000;
    private static final int BACK_OFF_FACTOR = 4;

    private final Database database;
    private final ModelIndex index;
    private final EventHub events;
    private final TaskTable table;
    private final Durations durations;

    TaskStore(Database database, ModelIndex index, EventHub events, TaskTable table, Durations durations) {
        this.database = database;
        this.index = index;
        this.events = events;
        this.table = table;
        this.durations = durations;
    }

    /** What recovery has to know of a task on which nobody works although its row says so. */
    record Interrupted(
            String taskId,
            int attempt,
            String status,
            String filenamePrefix,
            @Nullable Long processId,
            @Nullable String processStart,
            @Nullable String metadata) {}

    boolean progress(String taskId, int attempt, Progress progress) {
        return events.write(transaction -> {
            boolean current = table.fenced(
                    transaction,
                    taskId,
                    attempt,
                    TaskTable.columns(
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

    /** A word on a running task that is no event. */
    boolean note(String taskId, int attempt, String message) {
        return database.write(
                transaction -> table.fenced(transaction, taskId, attempt, TaskTable.columns("message", message)));
    }

    /** Log lines are welcome until the attempt is over, also from a worker that is told to stop. */
    boolean log(String taskId, int attempt, String level, String message) {
        return events.write(transaction -> {
            Optional<Integer> line = transaction
                    .createQuery("UPDATE tasks SET log_lines = log_lines + 1 WHERE task_id = :task"
                            + " AND attempt = :attempt AND status IN ('running', 'cancelling') RETURNING log_lines")
                    .bind("task", taskId)
                    .bind("attempt", attempt)
                    .mapTo(Integer.class)
                    .findOne();
            line.ifPresent(number ->
                    events.append(transaction, Event.TRAINING_LOG, taskId, TaskEvents.log(level, message, number)));
            return line.isPresent();
        });
    }

    /** Whether the attempt is the current one and still running: the fence, for what is not a write to this table. */
    boolean isCurrent(String taskId, int attempt) {
        return is(taskId, attempt, TaskState.RUNNING);
    }

    /** Whether the attempt was told to stop; the row is the authority. */
    boolean isCancelling(String taskId, int attempt) {
        return is(taskId, attempt, TaskState.CANCELLING);
    }

    /** Whether the attempt was the last one of its task. */
    boolean hasEnded(String taskId, int attempt) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM tasks WHERE task_id = :task"
                                + " AND attempt = :attempt AND end_time IS NOT NULL")
                        .bind("task", taskId)
                        .bind("attempt", attempt)
                        .mapTo(Integer.class)
                        .one()
                == 1);
    }

    /** Whether a task that has not ended makes this model. */
    boolean isAwaited(String prefix) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM models m"
                                + " JOIN tasks t ON t.task_id = m.task_id"
                                + " WHERE m.filename_prefix = :prefix AND t.end_time IS NULL")
                        .bind("prefix", prefix)
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    private boolean is(String taskId, int attempt, TaskState state) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM tasks WHERE task_id = :task"
                                + " AND attempt = :attempt AND status = :status")
                        .bind("task", taskId)
                        .bind("attempt", attempt)
                        .bind("status", state.word())
                        .mapTo(Integer.class)
                        .one()
                == 1);
    }

    boolean checkpointed(String taskId, int attempt, int epoch, String sha256) {
        return database.write(transaction -> table.fenced(
                transaction,
                taskId,
                attempt,
                TaskTable.columns("checkpoint_epoch", epoch, "checkpoint_sha256", sha256)));
    }

    /** P4: from here on recovery knows which files there must be, and the task can no longer be cancelled. */
    boolean publishing(String taskId, int attempt, ModelMetadata metadata) {
        return database.write(transaction -> {
            boolean current = table.fenced(
                    transaction,
                    taskId,
                    attempt,
                    TaskTable.columns(
                            "metadata", Json.write(metadata), "stage", "saving", "message", "saving the model"));
            if (current) {
                index.publishing(transaction, metadata.filenamePrefix(), metadata.manifest());
            }
            return current;
        });
    }

    /**
     * P9.
     *
     * @param runSeconds how long the attempt took; null when nobody has measured it
     */
    boolean completed(Handle transaction, ModelMetadata metadata, @Nullable Double runSeconds) {
        Optional<TrainingTask> moved = table.move(
                transaction,
                metadata.taskId(),
                metadata.attempt(),
                TaskState.RUNNING,
                TaskState.COMPLETED,
                TaskTable.columns(
                        "metrics",
                        Json.write(metadata.metrics()),
                        "verdict",
                        metadata.verdict(),
                        "gate_reason",
                        metadata.gateReason(),
                        "progress",
                        100.0,
                        "run_seconds",
                        runSeconds,
                        "message",
                        metadata.filenamePrefix() + " is " + metadata.verdict()));
        moved.ifPresent(task -> {
            complete(transaction, metadata);
            table.told(transaction, task, TaskEvents.COMPLETED);
            events.append(transaction, Event.TRAINING_COMPLETED, task.taskId(), TaskEvents.completed(task));
            if (runSeconds != null) {
                durations.add(Kind.of(task), runSeconds);
            }
        });
        return moved.isPresent();
    }

    /** Enters a committed model into the ledger, whatever the state of its task. */
    void complete(Handle transaction, ModelMetadata metadata) {
        index.complete(
                transaction,
                metadata.filenamePrefix(),
                metadata.manifest(),
                metadata.metrics(),
                Json.convert(metadata.verdict(), Verdict.class),
                String.valueOf(metadata.gateReason()));
    }

    boolean failed(Handle transaction, String taskId, int attempt, ErrorCode code, String error) {
        String word = code.name().toLowerCase(Locale.ROOT);
        Map<String, @Nullable Object> columns =
                TaskTable.columns("error_code", word, "error", error, "message", "failed");
        return ended(
                transaction,
                table.move(transaction, taskId, attempt, TaskState.RUNNING, TaskState.FAILED, columns),
                ModelRow.FAILED);
    }

    /** The end of a task that was told to stop. */
    boolean cancelled(Handle transaction, String taskId, int attempt) {
        Map<String, @Nullable Object> columns = TaskTable.columns("message", "cancelled");
        return ended(
                transaction,
                table.move(transaction, taskId, attempt, TaskState.CANCELLING, TaskState.CANCELLED, columns),
                ModelRow.CANCELLED);
    }

    private boolean ended(Handle transaction, Optional<TrainingTask> moved, String modelStatus) {
        moved.ifPresent(task -> {
            table.told(transaction, task, task.status().word());
            index.mark(transaction, task.filenamePrefix(), modelStatus, task.error());
        });
        return moved.isPresent();
    }

    /**
     * Back into the queue with the same version, as if this attempt had not been.
     *
     * @param wait how long it stays there at least
     */
    boolean requeue(Handle transaction, String taskId, int attempt, String reason, Duration wait) {
        long notBefore = wait.isZero() ? 0 : table.nowMillis() + wait.toMillis();
        return requeue(
                transaction, taskId, attempt, TaskTable.columns("message", reason, "not_before_millis", notBefore));
    }

    /**
     * Back into the queue after a worker was lost, there to wait a while: longer with each, since what ends one worker may
     * end the next.
     *
     * @param lostWorkers how many this task has lost, this one included
     */
    boolean requeueLost(Handle transaction, String taskId, int attempt, String reason, int lostWorkers) {
        long wait = FIRST_BACK_OFF_MILLIS;
        for (int i = 1; i < lostWorkers && wait < LONGEST_BACK_OFF_MILLIS; i++) {
            wait *= BACK_OFF_FACTOR;
        }
        long notBefore = table.nowMillis() + Math.min(wait, LONGEST_BACK_OFF_MILLIS);
        return requeue(
                transaction,
                taskId,
                attempt,
                TaskTable.columns("message", reason, "lost_workers", lostWorkers, "not_before_millis", notBefore));
    }

    private boolean requeue(Handle transaction, String taskId, int attempt, Map<String, @Nullable Object> columns) {
        columns.put("metadata", null);
        Optional<TrainingTask> moved =
                table.move(transaction, taskId, attempt, TaskState.RUNNING, TaskState.PENDING, columns);
        moved.ifPresent(task -> {
            long seq = transaction
                    .createQuery("SELECT seq FROM tasks WHERE task_id = :task")
                    .bind("task", taskId)
                    .mapTo(Long.class)
                    .one();
            int position = table.position(transaction, task.priority(), seq);
            table.told(transaction, task.waiting(position, null), TaskEvents.RETRIED);
            index.mark(transaction, task.filenamePrefix(), ModelRow.TRAINING, null);
        });
        return moved.isPresent();
    }

    /** One transaction, whose events are handed out. */
    boolean write(Predicate<Handle> work) {
        return events.write(work::test);
    }

    /** The request as it was submitted. */
    String request(String taskId) {
        return database.read(handle -> handle.createQuery("SELECT request FROM tasks WHERE task_id = :task")
                .bind("task", taskId)
                .mapTo(String.class)
                .one());
    }

    List<Interrupted> interrupted() {
        return database.read(handle -> handle.createQuery(
                        "SELECT task_id, attempt, status, filename_prefix, process_id, process_start, metadata"
                                + " FROM tasks WHERE status IN ('running', 'cancelling') ORDER BY seq")
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

    /** One of them; empty when the attempt is over. */
    Optional<Interrupted> interrupted(String taskId, int attempt) {
        return interrupted().stream()
                .filter(task -> task.taskId().equals(taskId) && task.attempt() == attempt)
                .findFirst();
    }
}
