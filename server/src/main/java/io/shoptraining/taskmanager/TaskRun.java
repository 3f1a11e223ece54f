package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Throttle;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.Progress;
import io.shoptraining.task.TaskState;
import io.shoptraining.taskmanager.TaskStore.Claim;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import io.shoptraining.workerpool.WorkerExit;
import io.shoptraining.workerpool.WorkerMessage;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at one task, on one thread; only the two requests to stop come from others. */
final class TaskRun {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(250);
    private static final Duration TERM_GRACE = Duration.ofSeconds(2);

    private final Claim claim;
    private final TaskSettings settings;
    private final TaskStore store;
    private final ModelRegistry registry;
    private final TrainingData data;
    private final Publisher publisher;
    private final TaskLog log;
    private final Throttle<Progress> progress = new Throttle<>(PROGRESS_INTERVAL, System::nanoTime);
    private volatile boolean cancelAsked;
    private volatile boolean closing;
    private @Nullable Long cancelSentNanos;
    private double highestProgress;
    private int logLines;

    /** What the queue lends to every run. */
    record Tools(
            TaskSettings settings, TaskStore store, ModelRegistry registry, TrainingData data, Publisher publisher) {}

    TaskRun(Claim claim, Tools tools, TaskLog log) {
        this.claim = claim;
        this.settings = tools.settings();
        this.store = tools.store();
        this.registry = tools.registry();
        this.data = tools.data();
        this.publisher = tools.publisher();
        this.log = log;
    }

    void askToCancel() {
        cancelAsked = true;
    }

    /** The server stops: the task goes back into the queue, and none of its attempts is lost. */
    void askToClose() {
        closing = true;
    }

    /** From claim to the end of the attempt. */
    void run(WorkerPool pool) throws InterruptedException {
        log.line("INFO", "attempt " + claim.attempt() + " of " + claim.prefix());
        WorkerProcess worker = null;
        boolean reusable = false;
        try {
            DataSnapshot snapshot = data.snapshot(claim.snapshotId());
            Path stage = registry.stage(claim.taskId(), claim.attempt());
            worker = pool.lend();
            worker.stderrTo(line -> log.line("STDERR", line));
            if (!store.working(claim.taskId(), claim.attempt(), worker.pid(), worker.startTime())) {
                noticeCancel();
            }
            worker.send(train(snapshot, stage));
            WorkerReport last = listen(worker);
            reusable = last != null;
            flushProgress();
            if (last instanceof WorkerReport.Finished finished) {
                save(snapshot, worker.engine(), finished);
            } else if (last instanceof WorkerReport.Failed failed) {
                fail(failed.code(), failed.message());
            } else if (last instanceof WorkerReport.Cancelled) {
                cancelled();
            }
        } catch (ShopTrainingException e) {
            fail(e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("task {} attempt {}", claim.taskId(), claim.attempt(), e);
            fail(ErrorCode.INTERNAL, "an error of ShopTraining itself: " + e);
        } finally {
            if (worker != null) {
                pool.giveBack(worker, reusable);
            }
        }
    }

    private WorkerCommand.Train train(DataSnapshot snapshot, Path stage) {
        Integer epoch = claim.checkpointEpoch();
        String sha256 = claim.checkpointSha256();
        Optional<Path> checkpoint = epoch == null || sha256 == null
                ? Optional.empty()
                : registry.newestCheckpoint(claim.prefix(), epoch, sha256);
        checkpoint.ifPresent(file -> log.line("INFO", "goes on from " + file.getFileName()));
        return new WorkerCommand.Train(
                claim.taskId(),
                claim.attempt(),
                claim.spec(),
                snapshot.file().toString(),
                snapshot.sha256(),
                stage.toString(),
                checkpoint.map(Path::toString).orElse(null));
    }

    /** Follows the worker to its last word on this task; null when the attempt ended otherwise, with all said. */
    private @Nullable WorkerReport listen(WorkerProcess worker) throws InterruptedException {
        while (true) {
            Optional<WorkerMessage> message = worker.next(POLL);
            if (message.isPresent() && message.get() instanceof WorkerMessage.Gone gone) {
                flushProgress();
                lost(gone.exit());
                return null;
            }
            if (message.isPresent() && message.get() instanceof WorkerMessage.Said said && isOfThisAttempt(said)) {
                if (isLast(said.report())) {
                    return said.report();
                }
                if (!heard(said.report()) && !noticeCancel()) {
                    log.line("ERROR", "the attempt is no longer the current one; its worker is ended");
                    worker.killAndWait();
                    return null;
                }
            }
            if (closing && !cancelAsked) {
                worker.killAndWait();
                requeue(false, "the server stopped; waiting for a worker");
                return null;
            }
            pressCancel(worker);
            progress.due().ifPresent(this::storeProgress);
        }
    }

    /** A late report of the worker's previous task is not ours. */
    private boolean isOfThisAttempt(WorkerMessage.Said said) {
        WorkerReport report = said.report();
        if (report instanceof WorkerReport.Progressed r) {
            return isOurs(r.taskId(), r.attempt());
        }
        if (report instanceof WorkerReport.Logged r) {
            return isOurs(r.taskId(), r.attempt());
        }
        if (report instanceof WorkerReport.Checkpointed r) {
            return isOurs(r.taskId(), r.attempt());
        }
        if (report instanceof WorkerReport.Finished r) {
            return isOurs(r.taskId(), r.attempt());
        }
        if (report instanceof WorkerReport.Failed r) {
            return isOurs(r.taskId(), r.attempt());
        }
        return report instanceof WorkerReport.Cancelled r && isOurs(r.taskId(), r.attempt());
    }

    private boolean isOurs(String taskId, int attempt) {
        return taskId.equals(claim.taskId()) && attempt == claim.attempt();
    }

    private static boolean isLast(WorkerReport report) {
        return report instanceof WorkerReport.Finished
                || report instanceof WorkerReport.Failed
                || report instanceof WorkerReport.Cancelled;
    }

    /** Whether the report was welcome; false when the attempt is no longer running. */
    private boolean heard(WorkerReport report) {
        if (report instanceof WorkerReport.Progressed progressed) {
            progress.offer(progressed.progress());
            return true;
        }
        if (report instanceof WorkerReport.Logged logged) {
            log.line(logged.level(), logged.message());
            return store.log(claim.taskId(), claim.attempt(), logged.level(), logged.message(), ++logLines);
        }
        if (report instanceof WorkerReport.Checkpointed made) {
            if (!store.isCurrent(claim.taskId(), claim.attempt())) {
                return false;
            }
            registry.adoptCheckpoint(
                    claim.prefix(), claim.taskId(), claim.attempt(), made.epoch(), made.best(), made.file());
            return store.checkpointed(
                    claim.taskId(), claim.attempt(), made.epoch(), made.file().sha256());
        }
        return true;
    }

    private void flushProgress() {
        progress.flush().ifPresent(this::storeProgress);
    }

    private void storeProgress(Progress said) {
        highestProgress = Math.max(highestProgress, said.progress());
        Progress rising = new Progress(
                said.stage(),
                highestProgress,
                said.epoch(),
                said.totalEpochs(),
                said.trainLoss(),
                said.valLoss(),
                said.bestEpoch(),
                said.etaSeconds(),
                said.message());
        if (!store.progress(claim.taskId(), claim.attempt(), rising)) {
            noticeCancel();
        }
    }

    /** Whether the task is one that was told to stop; its row is the authority. */
    private boolean noticeCancel() {
        boolean cancelling = store.find(claim.taskId())
                .filter(task -> task.status() == TaskState.CANCELLING && task.attempt() == claim.attempt())
                .isPresent();
        cancelAsked |= cancelling;
        return cancelling;
    }

    /** First a word, then SIGTERM, then SIGKILL. */
    private void pressCancel(WorkerProcess worker) {
        if (!cancelAsked) {
            return;
        }
        long now = System.nanoTime();
        Long sent = cancelSentNanos;
        if (sent == null) {
            worker.send(new WorkerCommand.Cancel(claim.taskId()));
            cancelSentNanos = now;
        } else if (closing
                || now - sent > settings.cancelGrace().plus(TERM_GRACE).toNanos()) {
            worker.kill();
        } else if (now - sent > settings.cancelGrace().toNanos()) {
            worker.terminate();
        }
    }

    private void lost(WorkerExit exit) {
        log.line("ERROR", exit.reason());
        if (noticeCancel()) {
            cancelled();
        } else if (closing) {
            requeue(false, "the server stopped; waiting for a worker");
        } else if (claim.lostWorkers() + 1 >= settings.maxAttempts()) {
            fail(exit.code(), exit.reason() + "; given up after " + settings.maxAttempts() + " lost workers");
        } else {
            store.log(claim.taskId(), claim.attempt(), "ERROR", exit.reason(), ++logLines);
            requeue(true, exit.reason() + "; waiting for another worker");
        }
    }

    private void save(DataSnapshot snapshot, String engine, WorkerReport.Finished finished) {
        if (noticeCancel()) {
            cancelled();
            return;
        }
        ModelMetadata metadata = publisher.check(claim, snapshot, engine, finished);
        if (!store.publishing(claim.taskId(), claim.attempt(), metadata)) {
            if (noticeCancel()) {
                cancelled();
            }
            return;
        }
        try {
            publisher.publish(metadata);
            log.line("INFO", metadata.filenamePrefix() + " is " + metadata.verdict() + ": " + metadata.gateReason());
        } catch (ShopTrainingException e) {
            // a failed write is not tried again on the same files: what is on the disk is for recovery to find out
            LOG.error("{} could not be saved; the next start decides from what is on the disk", claim.prefix(), e);
            log.line("ERROR", "could not be saved: " + e.getMessage());
            store.log(
                    claim.taskId(),
                    claim.attempt(),
                    "ERROR",
                    "could not be saved: " + e.getMessage() + "; the next start of the server decides",
                    ++logLines);
        }
    }

    private void fail(ErrorCode code, String error) {
        log.line("ERROR", error);
        if (noticeCancel()) {
            cancelled();
        } else if (store.failed(claim.taskId(), claim.attempt(), code, error)) {
            registry.dropStage(claim.taskId(), claim.attempt());
        }
    }

    private void cancelled() {
        if (store.cancelled(claim.taskId(), claim.attempt())) {
            registry.dropStage(claim.taskId(), claim.attempt());
        }
    }

    private void requeue(boolean isLost, String reason) {
        if (store.requeue(claim.taskId(), claim.attempt(), isLost, reason)) {
            registry.dropStage(claim.taskId(), claim.attempt());
        } else if (noticeCancel()) {
            cancelled();
        }
    }
}
