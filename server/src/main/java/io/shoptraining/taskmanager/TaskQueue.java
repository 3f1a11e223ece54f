package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelFileName;
import io.shoptraining.task.TaskOptions;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.Durations.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way into the queue and out of it: submit, claim, cancel. */
final class TaskQueue {
    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

    /** A wait that is longer than any back-off was made by a clock that jumped. */
    private static final long LONGEST_WAIT_MILLIS = 10 * 60_000;

    private static final String DUE = " FROM tasks INDEXED BY tasks_waiting WHERE status = 'pending'"
            + " AND (not_before_millis <= :millis OR not_before_millis > :millis + " + LONGEST_WAIT_MILLIS + ")";

    private static final String CLAIM = "UPDATE tasks SET status = 'running', attempt = attempt + 1, progress = 0,"
            + " start_time = coalesce(start_time, :now), stage = 'loading_data', message = 'starting',"
            + " process_id = :pid, process_start = :start, eta_seconds = NULL"
            + " WHERE seq = (SELECT seq" + DUE + " ORDER BY priority DESC, seq LIMIT 1)"
            + " RETURNING " + TaskRow.COLUMNS
            + ", spec, lost_workers, checkpoint_epoch, checkpoint_sha256, time_limit_seconds, memory_limit_mb";

    private final EventHub events;
    private final ModelIndex index;
    private final TaskTable table;
    private final Durations durations;

    TaskQueue(EventHub events, ModelIndex index, TaskTable table, Durations durations) {
        this.events = events;
        this.index = index;
        this.table = table;
        this.durations = durations;
    }

    /**
     * A request that was found to be without fault.
     *
     * @param request as it came, for a retry
     * @param highestOnDisk the highest number that the files of the store know for this model; 0 for none
     */
    record NewTask(
            String taskId,
            TrainingSpec spec,
            TaskOptions options,
            String snapshotId,
            String request,
            int highestOnDisk) {}

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
            @Nullable String checkpointSha256,
            @Nullable Integer timeLimitSeconds,
            @Nullable Integer memoryLimitMb) {}

    /** S1 to S3: the task, its version number and its first event, or nothing; or the task that the key had made. */
    TrainingTask insert(NewTask task, Submission submission) {
        return events.write(transaction -> repeated(transaction, submission, task.request())
                .orElseGet(() -> {
                    Quota.require(transaction, submission, 1);
                    return insert(transaction, task, submission, submission.idempotencyKey());
                }));
    }

    /**
     * The task that an earlier request with the same key has made.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when that was another request
     */
    Optional<TrainingTask> repeated(Handle handle, Submission submission, String request) {
        return earlier(
                        handle,
                        "SELECT task_id AS id, request FROM tasks WHERE owner = :owner AND idempotency_key = :key",
                        submission,
                        request)
                .map(taskId -> table.require(handle, taskId));
    }

    /** All tasks of a batch in one transaction, or none; or the batch that the key had made. */
    String insertBatch(String batchId, List<NewTask> tasks, String request, Submission submission) {
        return events.write(transaction -> {
            Optional<String> earlier = repeatedBatch(transaction, submission, request);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            Quota.require(transaction, submission, tasks.size());
            transaction
                    .createUpdate("INSERT INTO batches (batch_id, owner, idempotency_key, request, tasks, created_at)"
                            + " VALUES (:batch, :owner, :key, :request, :tasks, :now)")
                    .bind("batch", batchId)
                    .bind("owner", submission.owner())
                    .bind("key", submission.idempotencyKey())
                    .bind("request", request)
                    .bind("tasks", tasks.size())
                    .bind("now", table.now())
                    .execute();
            for (NewTask task : tasks) {
                insert(transaction, task, submission, null);
            }
            return batchId;
        });
    }

    /** As {@link #repeated} for batches. */
    Optional<String> repeatedBatch(Handle handle, Submission submission, String request) {
        return earlier(
                handle,
                "SELECT batch_id AS id, request FROM batches WHERE owner = :owner AND idempotency_key = :key",
                submission,
                request);
    }

    private static Optional<String> earlier(Handle handle, String select, Submission submission, String request) {
        if (submission.idempotencyKey() == null) {
            return Optional.empty();
        }
        Optional<Map<String, Object>> found = handle.createQuery(select)
                .bind("owner", submission.owner())
                .bind("key", submission.idempotencyKey())
                .mapToMap()
                .findOne();
        found.ifPresent(row -> requireSame(request, String.valueOf(row.get("request"))));
        return found.map(row -> String.valueOf(row.get("id")));
    }

    private static void requireSame(String request, String earlier) {
        // compared as values: the order of the fields means nothing
        if (!Json.readObject(request).equals(Json.readObject(earlier))) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT, "this idempotency key was used before, for another request; take a new key");
        }
    }

    private TrainingTask insert(
            Handle transaction, NewTask task, Submission submission, @Nullable String idempotencyKey) {
        String identifier = task.spec().key().identifier();
        int version = index.reserve(transaction, identifier, task.highestOnDisk(), task.taskId());
        Map<String, @Nullable Object> columns = new LinkedHashMap<>(TaskRow.ofSpec(task.spec()));
        columns.put("task_id", task.taskId());
        columns.put("owner", submission.owner());
        columns.put("idempotency_key", idempotencyKey);
        columns.put("status", TaskState.PENDING.word());
        columns.put("message", "waiting for a worker");
        columns.put("version", version);
        columns.put("filename_prefix", ModelFileName.prefix(identifier, version));
        columns.put("created_at", table.now());
        columns.put("priority", task.options().priority());
        columns.put("batch_id", task.options().batchId());
        columns.put("time_limit_seconds", task.options().timeLimitSeconds());
        columns.put("memory_limit_mb", task.options().memoryLimitMb());
        columns.put("snapshot_id", task.snapshotId());
        columns.put("request", task.request());
        String names = String.join(", ", columns.keySet());
        String values = columns.keySet().stream().map(name -> ":" + name).collect(Collectors.joining(", "));
        TrainingTask inserted = transaction
                .createQuery("INSERT INTO tasks (" + names + ") VALUES (" + values + ") RETURNING " + TaskRow.COLUMNS)
                .bindMap(columns)
                .map((row, context) -> TaskRow.read(row))
                .one();
        // the new task has the highest number of all, so that it is the last of its priority
        int place = table.lastPosition(transaction, inserted.priority());
        return table.told(transaction, inserted.waiting(place, null), TaskEvents.UPDATE);
    }

    /** Takes the oldest task of the highest priority for a worker process, if there is one that may run now. */
    Optional<Claim> claim(long pid, String processStart) {
        return events.write(transaction -> claim(transaction, pid, processStart));
    }

    /** The same, after an attempt has ended, in one transaction. */
    Optional<Claim> claim(Ending ending, long pid, String processStart) {
        return events.write(transaction -> {
            write(ending, transaction);
            return claim(transaction, pid, processStart);
        });
    }

    /** Writes down how an attempt has ended. */
    void end(Ending ending) {
        events.write(transaction -> write(ending, transaction));
    }

    private static boolean write(Ending ending, Handle transaction) {
        boolean current = ending.write().test(transaction);
        if (!current) {
            LOG.warn("task {} attempt {} was no longer the current one at its end", ending.taskId(), ending.attempt());
        }
        return current;
    }

    private Optional<Claim> claim(Handle transaction, long pid, String processStart) {
        Optional<Map.Entry<TrainingTask, Claim>> next = transaction
                .createQuery(CLAIM)
                .bind("now", table.now())
                .bind("millis", table.nowMillis())
                .bind("pid", pid)
                .bind("start", processStart)
                .map((row, context) -> Map.entry(TaskRow.read(row), claimed(row)))
                .findOne();
        next.ifPresent(claimed -> {
            table.told(transaction, claimed.getKey(), TaskEvents.UPDATE);
            estimate(transaction, claimed.getKey());
        });
        return next.map(Map.Entry::getValue);
    }

    private static Claim claimed(ResultSet row) throws SQLException {
        return new Claim(
                row.getString("task_id"),
                row.getInt("attempt"),
                Json.read(row.getString("spec"), TrainingSpec.class),
                row.getString("filename_prefix"),
                row.getInt("version"),
                row.getString("snapshot_id"),
                row.getInt("lost_workers"),
                TaskRow.whole(row, "checkpoint_epoch"),
                row.getString("checkpoint_sha256"),
                TaskRow.whole(row, "time_limit_seconds"),
                TaskRow.whole(row, "memory_limit_mb"));
    }

    /** Until the worker tells better, a task will take as long as the last ones of its kind. */
    private void estimate(Handle transaction, TrainingTask task) {
        OptionalDouble seconds = durations.median(transaction, Kind.of(task));
        if (seconds.isPresent()) {
            transaction
                    .createUpdate("UPDATE tasks SET eta_seconds = :eta WHERE task_id = :task")
                    .bind("eta", seconds.getAsDouble())
                    .bind("task", task.taskId())
                    .execute();
        }
    }

    /** Whether a claim would find something; a look that takes no right to write. */
    boolean hasWork(Handle handle) {
        return handle.createQuery("SELECT 1" + DUE + " LIMIT 1")
                .bind("millis", table.nowMillis())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /**
     * A pending task is cancelled at once; a running one is told to stop.
     *
     * @param allowed whether whoever asks may cancel the tasks of an owner
     * @return the task as it now is
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has ended or is being saved
     */
    TrainingTask cancel(String taskId, Predicate<String> allowed) {
        return events.write(transaction -> {
            TrainingTask task = TaskTable.requirePlain(transaction, taskId);
            requireAllowed(transaction, taskId, allowed);
            if (task.status() == TaskState.CANCELLING) {
                return task;
            }
            boolean saving = task.status() == TaskState.RUNNING && isSaving(transaction, taskId);
            if (task.status().isTerminal() || saving) {
                throw new ShopTrainingException(
                        ErrorCode.CONFLICT,
                        "task " + taskId + " is "
                                + (saving ? "being saved" : task.status().word()) + " and can no longer be cancelled");
            }
            boolean pending = task.status() == TaskState.PENDING;
            TaskState to = pending ? TaskState.CANCELLED : TaskState.CANCELLING;
            TrainingTask moved = table.move(
                            transaction,
                            taskId,
                            task.attempt(),
                            task.status(),
                            to,
                            TaskTable.columns("message", to.word()))
                    .orElseThrow(() -> new IllegalStateException(taskId + " moved within one transaction"));
            if (pending) {
                index.mark(transaction, task.filenamePrefix(), ModelRow.CANCELLED, null);
            }
            return table.told(transaction, moved, pending ? TaskEvents.CANCELLED : TaskEvents.UPDATE);
        });
    }

    private static void requireAllowed(Handle handle, String taskId, Predicate<String> allowed) {
        String owner = handle.createQuery("SELECT owner FROM tasks WHERE task_id = :task")
                .bind("task", taskId)
                .mapTo(String.class)
                .one();
        if (!allowed.test(owner)) {
            throw new ShopTrainingException(
                    ErrorCode.FORBIDDEN, "task " + taskId + " belongs to somebody else; only an admin may cancel it");
        }
    }

    /** The task's own row tells; that of its model may be ahead of it after a start. */
    private static boolean isSaving(Handle handle, String taskId) {
        return handle.createQuery("SELECT metadata IS NOT NULL FROM tasks WHERE task_id = :task")
                .bind("task", taskId)
                .mapTo(Boolean.class)
                .one();
    }
}
