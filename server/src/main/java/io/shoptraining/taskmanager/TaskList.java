package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Page;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The tasks of a store, to look at; works beside the server that holds the store. */
public final class TaskList {
    /** The most lines of one answer of {@link #log}. */
    public static final int LOG_PAGE = 1_000;

    private static final int DEFAULT_WORKERS = 1;

    private final Database database;
    private final Waiting waiting;

    public TaskList(Database database) {
        this(database, new Waiting(new Durations(), DEFAULT_WORKERS));
    }

    TaskList(Database database, Waiting waiting) {
        this.database = database;
        this.waiting = waiting;
    }

    public Optional<TrainingTask> find(String taskId) {
        return database.read(handle ->
                rows(handle, waiting, "WHERE task_id = :task", query -> query.bind("task", taskId)).stream()
                        .findFirst());
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} */
    public TrainingTask require(String taskId) {
        return find(taskId).orElseThrow(() -> TaskTable.unknown(taskId));
    }

    /** Every task in the order of submit; for stores that people look at, not for servers with many clients. */
    public List<TrainingTask> list() {
        return database.read(handle -> rows(handle, waiting, "ORDER BY seq", query -> {}));
    }

    /** One page, the newest task first. */
    public Page<TrainingTask> list(TaskQuery query) {
        return database.read(handle -> {
            List<Long> seqs = seqs(handle, query);
            boolean more = seqs.size() > query.limit();
            List<Long> page = more ? seqs.subList(0, query.limit()) : seqs;
            List<TrainingTask> tasks = page.isEmpty()
                    ? List.of()
                    : rows(
                            handle,
                            waiting,
                            "WHERE seq IN (<seqs>) ORDER BY seq DESC",
                            rows -> rows.bindList("seqs", page));
            return new Page<>(tasks, more ? Page.cursor(page.get(page.size() - 1)) : null);
        });
    }

    /** How many tasks there are in each state; states without tasks are absent. */
    public Map<TaskState, Integer> counts() {
        Map<TaskState, Integer> counts = new TreeMap<>();
        database.read(handle -> handle.createQuery("SELECT status, count(*) AS tasks FROM tasks GROUP BY status")
                        .map((row, context) -> Map.entry(row.getString("status"), row.getInt("tasks")))
                        .list())
                .forEach(count -> counts.put(TaskState.valueOf(upper(count.getKey())), count.getValue()));
        return counts;
    }

    /**
     * What became of the tasks that share a batch id.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} when there is no such task
     */
    public Batch batch(String batchId) {
        return database.read(handle -> Batch.read(handle, batchId))
                .orElseThrow(
                        () -> new ShopTrainingException(ErrorCode.NOT_FOUND, "batch '" + batchId + "' does not exist"));
    }

    /**
     * The log lines of a task, at most {@link #LOG_PAGE} of them, in order.
     *
     * @param sinceLine the number of the last line that is known already; 0 for all
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND}
     */
    public List<Event> log(String taskId, int sinceLine) {
        return database.read(handle -> {
            int left = lines(handle, taskId) - sinceLine;
            if (left <= 0) {
                return List.of();
            }
            // counted from the last line: whoever follows a task asks for what is there, and the first may be forgotten
            int page = Math.min(left, LOG_PAGE);
            List<Event> lines = new ArrayList<>(handle.createQuery("SELECT seq, event, ts, payload FROM events"
                            + " WHERE task_id = :task AND event = 'training_log'"
                            + " ORDER BY seq DESC LIMIT :page OFFSET :later")
                    .bind("task", taskId)
                    .bind("page", page)
                    .bind("later", left - page)
                    .map((row, context) -> new Event(
                            row.getLong("seq"),
                            row.getString("event"),
                            row.getString("ts"),
                            taskId,
                            Json.readObject(row.getString("payload"))))
                    .list());
            Collections.reverse(lines);
            return lines;
        });
    }

    /** How many lines a task has ever logged. */
    private static int lines(Handle handle, String taskId) {
        return handle.createQuery("SELECT log_lines FROM tasks WHERE task_id = :task")
                .bind("task", taskId)
                .mapTo(Integer.class)
                .findOne()
                .orElseThrow(() -> TaskTable.unknown(taskId));
    }

    /**
     * The losses by epoch: all of them once the model is being saved, before that those that were told of.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND}
     */
    public List<CurvePoint> curve(String taskId) {
        return database.read(handle -> {
            requireTask(handle, taskId);
            Optional<String> metadata = handle.createQuery(
                            "SELECT metadata FROM tasks WHERE task_id = :task AND metadata IS NOT NULL")
                    .bind("task", taskId)
                    .mapTo(String.class)
                    .findOne();
            return metadata.isPresent() ? saved(Json.read(metadata.get(), ModelMetadata.class)) : told(handle, taskId);
        });
    }

    private static List<CurvePoint> saved(ModelMetadata metadata) {
        return metadata.curve().stream()
                .map(point ->
                        new CurvePoint(number(point.get(0)).intValue(), number(point.get(1)), number(point.get(2))))
                .toList();
    }

    private static Double number(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static List<CurvePoint> told(Handle handle, String taskId) {
        Map<Integer, CurvePoint> byEpoch = new TreeMap<>();
        handle.createQuery("SELECT payload FROM events WHERE task_id = :task AND event = 'training_progress'"
                        + " ORDER BY seq")
                .bind("task", taskId)
                .mapTo(String.class)
                .forEach(text -> {
                    Map<String, Object> payload = Json.readObject(text);
                    if (payload.get("train_loss") instanceof Number train
                            && payload.get("val_loss") instanceof Number val
                            && payload.get("epoch") instanceof Integer epoch) {
                        byEpoch.put(epoch, new CurvePoint(epoch, train.doubleValue(), val.doubleValue()));
                    }
                });
        return List.copyOf(byEpoch.values());
    }

    private static void requireTask(Handle handle, String taskId) {
        Optional<Long> seq = handle.createQuery("SELECT seq FROM tasks WHERE task_id = :task")
                .bind("task", taskId)
                .mapTo(Long.class)
                .findOne();
        if (seq.isEmpty()) {
            throw TaskTable.unknown(taskId);
        }
    }

    /**
     * The numbers of one page and one more. Every state is asked for by itself, newest first, since only then an index
     * gives the order; that index holds what the other filters need.
     */
    private static List<Long> seqs(Handle handle, TaskQuery query) {
        Map<String, Object> filters = new LinkedHashMap<>();
        StringBuilder where = new StringBuilder();
        filter(filters, where, "model_type = :type", "type", query.modelType());
        filter(filters, where, "training_mode = :mode", "mode", query.trainingMode());
        filter(filters, where, "batch_id = :batch", "batch", query.batchId());
        filter(filters, where, "seq < :before", "before", query.cursor() == null ? null : Page.key(query.cursor()));
        int limit = query.limit() + 1;
        // the tasks of one batch are few; of anything else there may be many
        String index = query.batchId() == null ? " INDEXED BY tasks_by_state" : "";
        boolean any = query.statuses().isEmpty() && filters.keySet().stream().allMatch("before"::equals);
        String sql = any
                ? "SELECT seq FROM tasks WHERE true" + where + " ORDER BY seq DESC LIMIT " + limit
                : states(query).stream()
                        .map(state -> "SELECT seq FROM (SELECT seq FROM tasks" + index + " WHERE status = '"
                                + state.word() + "'" + where + " ORDER BY seq DESC LIMIT " + limit + ")")
                        .collect(Collectors.joining(
                                " UNION ALL ", "SELECT seq FROM (", ") ORDER BY seq DESC LIMIT " + limit));
        Query select = handle.createQuery(sql);
        filters.forEach(select::bind);
        return select.mapTo(Long.class).list();
    }

    private static Collection<TaskState> states(TaskQuery query) {
        Set<TaskState> wanted = query.statuses();
        return wanted.isEmpty() ? Arrays.asList(TaskState.values()) : wanted;
    }

    private static void filter(
            Map<String, Object> filters, StringBuilder where, String condition, String name, @Nullable Object value) {
        if (value != null) {
            filters.put(name, value);
            where.append(" AND ").append(condition);
        }
    }

    private record Row(long seq, TrainingTask task) {}

    /** Tasks with their place in the queue. */
    static List<TrainingTask> rows(Handle handle, Waiting waiting, String which, Consumer<Query> binding) {
        Query query = handle.createQuery("SELECT seq, " + TaskRow.COLUMNS + " FROM tasks " + which);
        binding.accept(query);
        List<Row> rows = query.map((row, context) -> new Row(row.getLong("seq"), TaskRow.read(row)))
                .list();
        List<Long> pending = rows.stream()
                .filter(row -> row.task().status() == TaskState.PENDING)
                .map(Row::seq)
                .toList();
        Map<Long, Place> places = waiting.places(handle, pending);
        List<TrainingTask> tasks = new ArrayList<>(rows.size());
        rows.forEach(row -> tasks.add(placed(row.task(), places.get(row.seq()))));
        return tasks;
    }

    private static TrainingTask placed(TrainingTask task, @Nullable Place place) {
        return place == null ? task : task.waiting(place.position(), place.etaSeconds());
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
