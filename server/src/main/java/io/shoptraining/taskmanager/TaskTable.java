package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The table of tasks: every change of state goes through {@link #move}, which knows the one table of moves and the
 * fence, so that no path can leave a terminal state or write for an attempt that is over.
 */
final class TaskTable {
    private static final String RETURNING = " RETURNING " + TaskRow.COLUMNS;

    private final EventHub events;
    private final Waiting waiting;
    private final Clock clock;

    TaskTable(EventHub events, Waiting waiting, Clock clock) {
        this.events = events;
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * A change of state; whatever leaves the running states loses its process. Empty when it is not allowed.
     *
     * @param from the state that the task has to be in
     */
    Optional<TrainingTask> move(
            Handle transaction,
            String taskId,
            int attempt,
            TaskState from,
            TaskState to,
            Map<String, @Nullable Object> columns) {
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
        String allowed = to.previous().stream()
                .filter(state -> state == from)
                .map(state -> "'" + state.word() + "'")
                .collect(Collectors.joining(", "));
        Query query = transaction.createQuery(update(all, allowed) + RETURNING);
        bind(query, taskId, attempt, all);
        return query.map((row, context) -> TaskRow.read(row)).findOne();
    }

    /** A write of a running attempt that changes no state; false when the attempt is not the current one. */
    boolean fenced(Handle transaction, String taskId, int attempt, Map<String, @Nullable Object> columns) {
        return bind(transaction.createUpdate(update(columns, "'running'")), taskId, attempt, columns)
                        .execute()
                == 1;
    }

    private static String update(Map<String, @Nullable Object> columns, String from) {
        String set = columns.keySet().stream().map(name -> name + " = :" + name).collect(Collectors.joining(", "));
        return "UPDATE tasks SET " + set + " WHERE task_id = :fence_task AND attempt = :fence_attempt AND status IN ("
                + from + ")";
    }

    private static <S extends SqlStatement<S>> S bind(
            S statement, String taskId, int attempt, Map<String, @Nullable Object> columns) {
        columns.forEach((name, value) -> statement.bind(name, value));
        return statement.bind("fence_task", taskId).bind("fence_attempt", attempt);
    }

    /** Tells of a change; a task that waits is told with its position. */
    TrainingTask told(Handle transaction, TrainingTask task, String action) {
        events.append(transaction, Event.TRAINING_UPDATE, task.taskId(), TaskEvents.update(action, task));
        return task;
    }

    TrainingTask require(Handle handle, String taskId) {
        return find(handle, taskId).orElseThrow(() -> unknown(taskId));
    }

    static ShopTrainingException unknown(String taskId) {
        return new ShopTrainingException(ErrorCode.NOT_FOUND, "task '" + taskId + "' does not exist");
    }

    Optional<TrainingTask> find(Handle handle, String taskId) {
        return TaskList.rows(handle, waiting, "WHERE task_id = :task", query -> query.bind("task", taskId)).stream()
                .findFirst();
    }

    /** The task without its place in the queue, for which the whole queue is looked at. */
    static TrainingTask requirePlain(Handle handle, String taskId) {
        return handle.createQuery("SELECT " + TaskRow.COLUMNS + " FROM tasks WHERE task_id = :task")
                .bind("task", taskId)
                .map((row, context) -> TaskRow.read(row))
                .findOne()
                .orElseThrow(() -> unknown(taskId));
    }

    /** As {@link Waiting#lastPosition}. */
    int lastPosition(Handle handle, int priority) {
        return waiting.lastPosition(handle, priority);
    }

    int position(Handle handle, int priority, long seq) {
        return waiting.position(handle, priority, seq);
    }

    /** Columns in the order given: name, value, name, value. */
    static Map<String, @Nullable Object> columns(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            columns.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return columns;
    }

    String now() {
        return OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    long nowMillis() {
        return clock.millis();
    }
}
