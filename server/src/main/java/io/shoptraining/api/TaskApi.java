package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Page;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.Batch;
import io.shoptraining.taskmanager.Submission;
import io.shoptraining.taskmanager.TaskList;
import io.shoptraining.taskmanager.TaskManager;
import io.shoptraining.taskmanager.TaskQuery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Trainings: asked for one by one or in batches, looked at, stopped, repeated. */
public final class TaskApi {
    private static final List<String> MODES =
            Arrays.stream(TrainingMode.values()).map(TrainingMode::word).toList();

    private final TaskList list;
    private final Supplier<TaskManager> tasks;
    private final int maxWaiting;

    /**
     * @param tasks asked for when something is to change; refuses where tasks can only be looked at
     * @param maxWaiting how many tasks of one client may wait
     */
    public TaskApi(TaskList list, Supplier<TaskManager> tasks, int maxWaiting) {
        this.list = list;
        this.tasks = tasks;
        this.maxWaiting = maxWaiting;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/tasks", Role.OPERATOR, "Train one model.", this::submit)
                        .header("Idempotency-Key", "Repeating a request with the same key makes no second task.")
                        .fields(TaskFields.ALL)
                        .answers(202, TrainingTask.class),
                Listing.paged(Route.get("/tasks", Role.VIEWER, "Trainings, newest first.", this::list)
                        .query("status", "Only with these states, with commas between them.")
                        .query("model_type", "Only of this model type.")
                        .query("training_mode", "Only of this mode.")
                        .query("batch_id", "Only of this batch.")),
                Route.get("/tasks/{task_id}", Role.VIEWER, "One training.", this::show)
                        .answers(200, TrainingTask.class),
                Route.post("/tasks/{task_id}/cancel", Role.OPERATOR, "Stop a training.", this::cancel)
                        .answers(202, TrainingTask.class),
                Route.post("/tasks/{task_id}/retry", Role.OPERATOR, "Ask for an ended training again.", this::retry)
                        .header("Idempotency-Key", "Repeating a request with the same key makes no second task.")
                        .answers(202, TrainingTask.class),
                Route.get("/tasks/{task_id}/log", Role.VIEWER, "What a training wrote, line by line.", this::log)
                        .query("since_line", "Only lines after this number.")
                        .header("Accept", "text/csv for a table; ndjson unless said."),
                Route.get("/tasks/{task_id}/curve", Role.VIEWER, "The losses of each epoch.", this::curve)
                        .header("Accept", "text/csv for a table; ndjson unless said."),
                Route.post("/batches", Role.OPERATOR, "Train a model for each of many series.", this::submitBatch)
                        .header("Idempotency-Key", "Repeating a request with the same key makes no second batch.")
                        .fields(batchFields())
                        .answers(202, Batch.class),
                Route.get("/batches/{batch_id}", Role.VIEWER, "What became of the tasks of a batch.", this::showBatch)
                        .answers(200, Batch.class));
    }

    private static Map<String, String> batchFields() {
        Map<String, String> fields = new TreeMap<>(TaskFields.ALL);
        fields.keySet().removeAll(List.of("model_type", "product_id", "store_id", "product_scope", "batch_id"));
        fields.put("model_types", "A list of model types; each is trained for each series.");
        fields.put("product_ids", "A list of products, or \"all\".");
        fields.put("store_ids", "A list of stores, or \"all\".");
        return fields;
    }

    private Answer submit(Call call) {
        return at(tasks.get().submit(call.body(), submission(call)));
    }

    private Submission submission(Call call) {
        return new Submission(
                call.principal().id(), call.header("Idempotency-Key").orElse(null), maxWaiting);
    }

    private static Answer at(TrainingTask task) {
        return Answer.accepted(task).with("Location", Api.ROOT + "/tasks/" + task.taskId());
    }

    private Answer list(Call call) {
        Listing listing = new Listing(call);
        Set<TaskState> states = Set.copyOf(listing.words("status", TaskState.values()));
        Optional<String> mode = listing.word("training_mode", MODES);
        int limit = listing.limit();
        listing.check();
        Page<TrainingTask> page = list.list(new TaskQuery(
                states,
                call.query("model_type").orElse(null),
                mode.orElse(null),
                call.query("batch_id").orElse(null),
                listing.cursor(),
                limit));
        return Listing.answer(page.items(), page.nextCursor());
    }

    private Answer show(Call call) {
        return Answer.ok(list.require(call.path("task_id")));
    }

    private Answer cancel(Call call) {
        Listing.requireNoBody(call);
        return at(tasks.get().cancel(call.path("task_id"), call.principal()));
    }

    private Answer retry(Call call) {
        Listing.requireNoBody(call);
        return at(tasks.get().retry(call.path("task_id"), submission(call)));
    }

    private Answer log(Call call) {
        Listing listing = new Listing(call);
        int since = listing.whole("since_line", 0, 999_999_999, 0);
        listing.check();
        String taskId = call.path("task_id");
        boolean csv = Csv.isWanted(call, Answer.NDJSON);
        list.require(taskId);
        Iterable<Event> lines = () -> new Lines(list, taskId, since);
        return csv
                ? Csv.answer(
                        "task_" + taskId + "_log.csv",
                        Csv.Row.of("line", "ts", "level", "message"),
                        () -> new Mapped<>(lines.iterator(), TaskApi::row))
                : ndjson(() -> new Mapped<>(lines.iterator(), Event::toMap));
    }

    private static Csv.Row row(Event event) {
        Map<String, Object> fields = event.payload();
        return Csv.Row.of(fields.get("line"), event.ts(), fields.get("level"), fields.get("message"));
    }

    private Answer curve(Call call) {
        boolean csv = Csv.isWanted(call, Answer.NDJSON);
        String taskId = call.path("task_id");
        List<CurvePoint> curve = list.curve(taskId);
        return csv
                ? Csv.answer(
                        "task_" + taskId + "_curve.csv",
                        Csv.Row.of("epoch", "train_loss", "val_loss"),
                        curve.stream()
                                .map(point -> Csv.Row.of(point.epoch(), point.trainLoss(), point.valLoss()))
                                .toList())
                : ndjson(curve);
    }

    private static Answer ndjson(Iterable<?> values) {
        return Answer.text(Answer.NDJSON, out -> {
            for (Object value : values) {
                out.write((Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private Answer submitBatch(Call call) {
        Batch batch = tasks.get().submitBatch(call.body(), submission(call));
        return Answer.accepted(batch).with("Location", Api.ROOT + "/batches/" + batch.batchId());
    }

    private Answer showBatch(Call call) {
        return Answer.ok(list.batch(call.path("batch_id")));
    }

    /** The lines of a log, page by page, so that a long one is never held as a whole. */
    private static final class Lines implements Iterator<Event> {
        private final TaskList list;
        private final String taskId;
        private int since;
        private Iterator<Event> page = List.<Event>of().iterator();
        private boolean isLast;

        Lines(TaskList list, String taskId, int since) {
            this.list = list;
            this.taskId = taskId;
            this.since = since;
        }

        @Override
        public boolean hasNext() {
            if (!page.hasNext() && !isLast) {
                List<Event> next = list.log(taskId, since);
                isLast = next.size() < TaskList.LOG_PAGE;
                page = next.iterator();
            }
            return page.hasNext();
        }

        @Override
        public Event next() {
            Event event = page.next();
            if (event.payload().get("line") instanceof Number line) {
                since = line.intValue();
            }
            return event;
        }
    }

    private record Mapped<T, R>(Iterator<T> from, java.util.function.Function<T, R> step) implements Iterator<R> {
        @Override
        public boolean hasNext() {
            return from.hasNext();
        }

        @Override
        public R next() {
            return step.apply(from.next());
        }
    }
}
