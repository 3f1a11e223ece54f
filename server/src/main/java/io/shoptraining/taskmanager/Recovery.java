package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.Problem;
import io.shoptraining.taskmanager.TaskStore.Interrupted;
import io.shoptraining.workerpool.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes queue, ledger and files agree again after whatever ended the last server, before work is accepted. Every step
 * may be repeated: recovery itself may be interrupted. Of models that were complete it asks only whether their files are
 * there; {@link HashCheck} reads them later.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int PAGE = 5_000;

    private final Database database;
    private final TaskStore store;
    private final ModelIndex index;
    private final ModelRegistry registry;
    private final Settlement settlement;
    private final Stages stages;

    Recovery(
            Database database,
            TaskStore store,
            ModelIndex index,
            ModelRegistry registry,
            Settlement settlement,
            Stages stages) {
        this.database = database;
        this.store = store;
        this.index = index;
        this.registry = registry;
        this.settlement = settlement;
        this.stages = stages;
    }

    private record Completed(
            long id, String prefix, String identifier, int version, boolean accepted, String manifest) {}

    /** @return the tasks that cannot be settled now, to be tried again */
    List<Interrupted> run() {
        List<Interrupted> interrupted = store.interrupted();
        interrupted.forEach(Recovery::killOrphan);
        List<Interrupted> undecided = new ArrayList<>();
        for (Interrupted task : interrupted) {
            try {
                settlement.settle(task, "the server ended; waiting for a worker", Duration.ZERO);
            } catch (ShopTrainingException e) {
                LOG.error("task {} cannot be settled now; it is tried again", task.taskId(), e);
                undecided.add(task);
            }
        }
        Set<String> complete = new HashSet<>();
        Map<String, Integer> accepted = new HashMap<>();
        Set<String> prefixes = registry.prefixes();
        checkCompleted(prefixes, complete, accepted);
        prefixes.stream()
                .filter(prefix -> !complete.contains(prefix))
                .forEach(prefix -> entered(prefix)
                        .filter(ModelMetadata::isAccepted)
                        .ifPresent(model -> accepted.merge(model.modelIdentifier(), model.version(), Math::max)));
        registry.raiseVersions(accepted);
        Set<String> kept = new HashSet<>();
        undecided.forEach(task -> kept.add(task.taskId() + "." + task.attempt()));
        registry.cleanStages(kept);
        registry.checkpointed().stream()
                .filter(prefix -> !store.isAwaited(prefix))
                .forEach(stages::pruneNow);
        return undecided;
    }

    private static void killOrphan(Interrupted task) {
        Long pid = task.processId();
        String start = task.processStart();
        if (pid != null && start != null && WorkerProcess.killOrphan(pid, start)) {
            LOG.warn("ended worker process {} that an earlier server left behind", pid);
        }
    }

    private void checkCompleted(Set<String> prefixes, Set<String> complete, Map<String, Integer> accepted) {
        long last = 0;
        List<Completed> page;
        do {
            page = completedAfter(last);
            for (Completed model : page) {
                last = model.id();
                Optional<Problem> problem = problem(model, prefixes);
                if (problem.isPresent()) {
                    markDamaged(index, model.prefix(), List.of(problem.get()));
                } else {
                    complete.add(model.prefix());
                    if (model.accepted()) {
                        accepted.merge(model.identifier(), model.version(), Math::max);
                    }
                }
            }
        } while (page.size() == PAGE);
    }

    /** A model that cannot be looked at for the moment stays what it is. */
    private Optional<Problem> problem(Completed model, Set<String> prefixes) {
        if (!prefixes.contains(model.prefix())) {
            return Optional.of(new Problem(model.prefix(), "has lost its metadata"));
        }
        try {
            return registry.missing(manifest(model));
        } catch (ShopTrainingException e) {
            LOG.error("{} cannot be looked at now", model.prefix(), e);
            return Optional.empty();
        }
    }

    private static List<ManifestFile> manifest(Completed model) {
        return List.of(Json.read(model.manifest(), ManifestFile[].class));
    }

    private List<Completed> completedAfter(long id) {
        return database.read(handle -> handle.createQuery(
                        "SELECT id, filename_prefix, model_identifier, version, verdict, coalesce(manifest, '[]') AS manifest"
                                + " FROM models WHERE status = 'completed' AND id > :id ORDER BY id LIMIT " + PAGE)
                .bind("id", id)
                .map((row, context) -> new Completed(
                        row.getLong("id"),
                        row.getString("filename_prefix"),
                        row.getString("model_identifier"),
                        row.getInt("version"),
                        "accepted".equals(row.getString("verdict")),
                        row.getString("manifest")))
                .list());
    }

    static void markDamaged(ModelIndex index, String prefix, List<Problem> problems) {
        if (index.damaged(prefix, problems)) {
            LOG.error("{} is damaged: {}", prefix, problems);
        }
    }

    /** One model that cannot be entered is no reason not to start. */
    private Optional<ModelMetadata> entered(String prefix) {
        try {
            return enter(prefix);
        } catch (RuntimeException e) {
            LOG.error("{} cannot be entered into the ledger; the next start tries again", prefix, e);
            return Optional.empty();
        }
    }

    /** A model whose metadata is there exists, whatever the ledger says; unless it was found to be damaged. */
    private Optional<ModelMetadata> enter(String prefix) {
        if (!registry.verify(prefix).isEmpty()) {
            return Optional.empty();
        }
        ModelMetadata metadata = registry.find(prefix).orElseThrow();
        Optional<ModelRow> row = index.find(prefix);
        LOG.warn("{} was not complete in the ledger; entered from its metadata", prefix);
        database.change(transaction -> {
            if (row.isEmpty()) {
                index.adopt(transaction, metadata.modelIdentifier(), metadata.version(), metadata.taskId());
            }
            store.complete(transaction, metadata);
        });
        return Optional.of(metadata);
    }
}
