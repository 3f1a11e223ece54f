package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskList;
import io.shoptraining.taskmanager.TaskManager;
import java.util.List;
import java.util.function.Supplier;

/** Trainings: asked for, looked at, stopped, repeated. */
public final class TaskApi {
    private final TaskList list;
    private final Supplier<TaskManager> tasks;

    /** @param tasks asked for when something is to change; refuses where tasks can only be looked at */
    public TaskApi(TaskList list, Supplier<TaskManager> tasks) {
        this.list = list;
        this.tasks = tasks;
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
                        .answers(202, TrainingTask.class));
    }

    private Answer submit(Call call) {
        return Answer.accepted(tasks.get().submit(call.body()));
    }

    private Answer list(Call call) {
        Listing listing = new Listing(call);
        List<TaskState> states = listing.words("status", TaskState.values());
        int limit = listing.limit();
        listing.check();
        return Listing.answer(
                list.list().stream()
                        .filter(task -> states.isEmpty() || states.contains(task.status()))
                        .limit(limit)
                        .toList(),
                null);
    }

    private Answer show(Call call) {
        String id = call.path("task_id");
        return Answer.ok(list.find(id)
                .orElseThrow(() -> new ShopTrainingException(ErrorCode.NOT_FOUND, "task '" + id + "' does not exist")));
    }

    private Answer cancel(Call call) {
        Listing.requireNoBody(call);
        return Answer.accepted(tasks.get().cancel(call.path("task_id")));
    }

    private Answer retry(Call call) {
        Listing.requireNoBody(call);
        return Answer.accepted(tasks.get().retry(call.path("task_id")));
    }
}
