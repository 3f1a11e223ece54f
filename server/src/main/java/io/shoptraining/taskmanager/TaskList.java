package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.task.TrainingTask;
import java.util.List;
import java.util.Optional;

/** The tasks of a store, to look at; works beside the server that holds the store. */
public final class TaskList {
    private final Database database;

    public TaskList(Database database) {
        this.database = database;
    }

    public Optional<TrainingTask> find(String taskId) {
        return database.read(handle -> handle.createQuery(TaskRow.SELECT + " WHERE task_id = :task")
                .bind("task", taskId)
                .mapToMap()
                .map(TaskRow::read)
                .findOne());
    }

    /** Every task in the order of submit. */
    public List<TrainingTask> list() {
        return database.read(handle -> handle.createQuery(TaskRow.SELECT + " ORDER BY seq")
                .mapToMap()
                .map(TaskRow::read)
                .list());
    }
}
