package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.Problem;
import io.shoptraining.task.TaskState;
import io.shoptraining.taskmanager.TaskStore.Interrupted;
import io.shoptraining.workerpool.WorkerProcess;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes queue, ledger and files agree again after whatever ended the last server, before work is accepted. Every step
 * may be repeated: recovery itself may be interrupted.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final TaskStore store;
    private final ModelIndex index;
    private final ModelRegistry registry;
    private final Publisher publisher;

    Recovery(TaskStore store, ModelIndex index, ModelRegistry registry, Publisher publisher) {
        this.store = store;
        this.index = index;
        this.registry = registry;
        this.publisher = publisher;
    }

    void run() {
        List<Interrupted> interrupted = store.interrupted();
        interrupted.forEach(Recovery::killOrphan);
        Set<String> undecided = new HashSet<>();
        for (Interrupted task : interrupted) {
            try {
                settle(task);
            } catch (ShopTrainingException e) {
                LOG.error("task {} cannot be settled now; the next start tries again", task.taskId(), e);
                undecided.add(task.taskId() + "." + task.attempt());
            }
        }
        registry.all().forEach(this::enter);
        index.list(null).stream()
                .filter(row -> row.status().equals(ModelRow.COMPLETED))
                .forEach(this::check);
        registry.raiseVersions();
        registry.cleanStages(undecided);
    }

    private static void killOrphan(Interrupted task) {
        Long pid = task.processId();
        String start = task.processStart();
        if (pid != null && start != null && WorkerProcess.killOrphan(pid, start)) {
            LOG.warn("ended worker process {} that an earlier server left behind", pid);
        }
    }

    private void settle(Interrupted task) {
        if (task.status().equals(TaskState.CANCELLING.word())) {
            store.cancelled(task.taskId(), task.attempt());
            return;
        }
        String recorded = task.metadata();
        if (recorded == null) {
            requeue(task);
            return;
        }
        ModelMetadata metadata = Json.read(recorded, ModelMetadata.class);
        switch (registry.state(
                metadata.filenamePrefix(),
                metadata.manifest(),
                registry.stagePath(metadata.taskId(), metadata.attempt()))) {
            case COMMITTED, ROLL_FORWARD -> publisher.publish(metadata);
            case ROLL_BACK -> {
                registry.rollBack(metadata.filenamePrefix(), metadata.manifest());
                requeue(task);
            }
            case TAKEN ->
                store.failed(
                        task.taskId(),
                        task.attempt(),
                        ErrorCode.CONFLICT,
                        metadata.filenamePrefix() + " belongs to another model in the store; nothing was changed");
        }
    }

    private void requeue(Interrupted task) {
        store.requeue(task.taskId(), task.attempt(), false, "the server ended; waiting for a worker");
    }

    /** A model whose metadata is there exists, whatever the ledger says. */
    private void enter(ModelMetadata metadata) {
        Optional<ModelRow> row = index.find(metadata.filenamePrefix());
        boolean known = row.filter(r -> r.status().equals(ModelRow.COMPLETED)).isPresent();
        if (known || !registry.verify(metadata.filenamePrefix()).isEmpty()) {
            return;
        }
        LOG.warn("{} was not complete in the ledger; entered from its metadata", metadata.filenamePrefix());
        store.changing(transaction -> {
            if (row.isEmpty()) {
                index.adopt(transaction, metadata.modelIdentifier(), metadata.version(), metadata.taskId());
            }
            store.complete(transaction, metadata);
            return true;
        });
    }

    private void check(ModelRow row) {
        List<Problem> problems = registry.verify(row.filenamePrefix());
        if (!problems.isEmpty()) {
            LOG.error("{} is damaged: {}", row.filenamePrefix(), problems);
            store.changing(transaction -> {
                index.mark(transaction, row.filenamePrefix(), ModelRow.FAILED, "damaged: " + problems);
                return true;
            });
        }
    }
}
