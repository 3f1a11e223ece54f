package io.shoptraining.taskmanager;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.ModelRegistry;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is over, while the next tasks are at work already: the directories of attempts, and the epoch checkpoints of
 * tasks that have ended. What is not deleted, the next start deletes.
 */
final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);
    private static final long PATIENCE_SECONDS = 5;

    private final ModelRegistry registry;
    private final ExecutorService janitor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "janitor");
        thread.setDaemon(true);
        return thread;
    });

    Stages(ModelRegistry registry) {
        this.registry = registry;
    }

    /** Deletes the directory of an attempt. */
    void drop(String taskId, int attempt) {
        if (Files.exists(registry.stagePath(taskId, attempt))) {
            janitor.execute(() -> dropNow(taskId, attempt));
        }
    }

    /** {@link #drop} for who has time to wait. */
    void dropNow(String taskId, int attempt) {
        try {
            registry.dropStage(taskId, attempt);
        } catch (ShopTrainingException e) {
            LOG.warn("task {} attempt {}: {}", taskId, attempt, e.getMessage());
        }
    }

    /** Deletes the epoch checkpoints of a task that has ended, however it did. */
    void prune(String prefix) {
        janitor.execute(() -> pruneNow(prefix));
    }

    /** {@link #prune} for who has time to wait. */
    void pruneNow(String prefix) {
        try {
            registry.pruneCheckpoints(prefix);
        } catch (ShopTrainingException e) {
            LOG.warn("checkpoints of {}: {}", prefix, e.getMessage());
        }
    }

    /** Returns when all is deleted. */
    void close() {
        janitor.shutdown();
        try {
            if (!janitor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("something of ended attempts is left; the next start deletes it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
