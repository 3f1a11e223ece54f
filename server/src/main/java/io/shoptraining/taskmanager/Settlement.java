package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.TaskState;
import io.shoptraining.taskmanager.TaskStore.Interrupted;
import java.time.Duration;

/**
 * Decides what becomes of a task on which nobody works although its row says so: from what is recorded and what is on the
 * disk, forward to a published model or back into the queue. May be repeated, whatever interrupts it.
 */
final class Settlement {
    private final TaskStore store;
    private final ModelRegistry registry;
    private final Publisher publisher;
    private final Stages stages;

    Settlement(TaskStore store, ModelRegistry registry, Publisher publisher, Stages stages) {
        this.store = store;
        this.registry = registry;
        this.publisher = publisher;
        this.stages = stages;
    }

    /** @param wait before a task that goes back into the queue is tried again */
    void settle(Interrupted task, String reason, Duration wait) {
        decide(task, reason, wait);
        // a full disk needs its space; at once, for at a start all that is left is cleaned up next
        stages.dropNow(task.taskId(), task.attempt());
        if (store.hasEnded(task.taskId(), task.attempt())) {
            stages.pruneNow(task.filenamePrefix());
        }
    }

    private void decide(Interrupted task, String reason, Duration wait) {
        if (task.status().equals(TaskState.CANCELLING.word())) {
            store.write(transaction -> store.cancelled(transaction, task.taskId(), task.attempt()));
            return;
        }
        String recorded = task.metadata();
        if (recorded == null) {
            requeue(task, reason, wait);
            return;
        }
        ModelMetadata metadata = Json.read(recorded, ModelMetadata.class);
        switch (registry.state(
                metadata.filenamePrefix(),
                metadata.manifest(),
                registry.stagePath(metadata.taskId(), metadata.attempt()))) {
            case COMMITTED, ROLL_FORWARD -> {
                publisher.publish(metadata);
                store.write(transaction -> store.completed(transaction, metadata, null));
            }
            case ROLL_BACK -> {
                registry.rollBack(metadata.filenamePrefix(), metadata.manifest());
                requeue(task, reason, wait);
            }
            case TAKEN ->
                store.write(transaction -> store.failed(
                        transaction,
                        task.taskId(),
                        task.attempt(),
                        ErrorCode.CONFLICT,
                        metadata.filenamePrefix() + " belongs to another model in the store; nothing was changed"));
        }
    }

    /** A task that was told to stop meanwhile does not go back. */
    private void requeue(Interrupted task, String reason, Duration wait) {
        store.write(transaction -> store.requeue(transaction, task.taskId(), task.attempt(), reason, wait)
                || store.cancelled(transaction, task.taskId(), task.attempt()));
    }
}
