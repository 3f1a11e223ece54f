package io.shoptraining.taskmanager;

import io.shoptraining.errors.Audience;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Throttle;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.Progress;
import io.shoptraining.taskmanager.TaskQueue.Claim;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import io.shoptraining.workerpool.WorkerExit;
import io.shoptraining.workerpool.WorkerMessage;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at one task, on one thread; only the two requests to stop come from others. */
final class TaskRun {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(250);
    private static final Duration TERM_GRACE = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILED_START = Duration.ofSeconds(5);
    private static final String SERVER_STOPPED = "the server stopped; waiting for a worker";

    private final Claim claim;
    private final TaskSettings settings;
    private final TaskStore store;
    private final ModelRegistry registry;
    private final TrainingData data;
    private final Publisher publisher;
    private final Stages stages;
    private final Unsettled unsettled;
    private final TaskLog log;
    private final Watchdog watchdog;
    private final Throttle<Progress> progress = new Throttle<>(PROGRESS_INTERVAL, System::nanoTime);
    private volatile boolean cancelAsked;
    private volatile boolean closing;
    private @Nullable Long cancelSentNanos;
    private @Nullable Long suspendSentNanos;
    private double highestProgress;
    private boolean mayHaveCheckpoints;
    private @Nullable Ending ending;

    /** What the queue lends to every run. */
    record Tools(
            TaskSettings settings,
            TaskStore store,
            ModelRegistry registry,
            TrainingData data,
            Publisher publisher,
            Stages stages,
            Unsettled unsettled) {}

    TaskRun(Claim claim, Tools tools, TaskLog log) {
        this.claim = claim;
        this.settings = tools.settings();
        this.store = tools.store();
        this.registry = tools.registry();
        this.data = tools.data();
        this.publisher = tools.publisher();
        this.stages = tools.stages();
        this.unsettled = tools.unsettled();
        this.log = log;
        this.mayHaveCheckpoints = claim.checkpointEpoch() != null;
        TaskSettings.Limits limits = settings.limits();
        this.watchdog = new Watchdog(
                claim.timeLimitSeconds() == null ? limits.timeLimitSeconds() : claim.timeLimitSeconds(),
                claim.memoryLimitMb() == null ? limits.memoryLimitMb() : claim.memoryLimitMb(),
                limits.stall(),
                System::nanoTime);
    }

    int attempt() {
        return claim.attempt();
    }

    void askToCancel() {
        cancelAsked = true;
    }

    /** The server stops: the task goes back into the queue, and none of its attempts is lost. */
    void askToClose() {
        closing = true;
    }

    /**
     * From claim to the end of the attempt; the worker is given back.
     *
     * @return how it ended, which is yet to be written down; null when there is nothing to write, or not now
     */
    @Nullable
    Ending run(WorkerProcess worker, WorkerPool pool) throws InterruptedException {
        boolean reusable = true;
        try {
            DataSnapshot snapshot = data.snapshot(claim.snapshotId());
            Path stage = registry.stagePath(claim.taskId(), claim.attempt());
            WorkerCommand.Train train = train(snapshot, stage);
            worker.stderrTo(line -> log.line("STDERR", line));
            reusable = false;
            worker.send(train);
            WorkerReport last = listen(worker);
            reusable = last != null;
            flushProgress();
            if (last instanceof WorkerReport.Finished finished) {
                save(snapshot, worker.engine(), finished);
            } else if (last instanceof WorkerReport.Failed failed) {
                refused(failed);
            } else if (last instanceof WorkerReport.Cancelled) {
                cancelled();
            } else if (last instanceof WorkerReport.Suspended) {
                requeue(SERVER_STOPPED);
            }
        } catch (ShopTrainingException e) {
            if (e.code().audience() == Audience.RESOURCE) {
                log.line("ERROR", String.valueOf(e.getMessage()));
                unsettled.add(claim.taskId(), claim.attempt(), e);
            } else {
                fail(e.code(), String.valueOf(e.getMessage()));
            }
        } catch (RuntimeException e) {
            LOG.error("task {} attempt {}", claim.taskId(), claim.attempt(), e);
            fail(ErrorCode.INTERNAL, "an error of ShopTraining itself: " + e);
        } finally {
            pool.giveBack(worker, reusable);
        }
        return ending;
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
                lost(worker, gone.exit());
                return null;
            }
            if (message.isPresent() && message.get() instanceof WorkerMessage.Said said && isOfThisAttempt(said)) {
                watchdog.moved();
                if (isLast(said.report())) {
                    return said.report();
                }
                if (!heard(said.report()) && !noticeCancel()) {
                    log.line("ERROR", "the attempt is no longer the current one; its worker is ended");
                    worker.killAndWait();
                    return null;
                }
            }
            if (!worker.isReady()) {
                // how long a start may take is judged by its silence
                watchdog.moved();
            }
            Optional<WorkerExit> tooMuch = watchdog.look(worker::rssMb);
            if (cancelAsked) {
                pressCancel(worker);
            } else if (closing) {
                pressSuspend(worker);
            } else {
                tooMuch.ifPresent(worker::kill);
            }
            progress.due().ifPresent(this::storeProgress);
        }
    }

    /** A late report of the worker's previous task is not ours. */
    private boolean isOfThisAttempt(WorkerMessage.Said said) {
        return said.report() instanceof WorkerReport.OfAttempt report
                && report.taskId().equals(claim.taskId())
                && report.attempt() == claim.attempt();
    }

    private static boolean isLast(WorkerReport report) {
        return report instanceof WorkerReport.Finished
                || report instanceof WorkerReport.Failed
                || report instanceof WorkerReport.Cancelled
                || report instanceof WorkerReport.Suspended;
    }

    /** Whether the report was welcome; false when the attempt is no longer running. */
    private boolean heard(WorkerReport report) {
        if (report instanceof WorkerReport.Progressed progressed) {
            progress.offer(progressed.progress());
            return true;
        }
        if (report instanceof WorkerReport.Logged logged) {
            log.line(logged.level(), logged.message());
            return written(() -> store.log(claim.taskId(), claim.attempt(), logged.level(), logged.message()));
        }
        if (report instanceof WorkerReport.Checkpointed made) {
            return written(() -> adopted(made));
        }
        return true;
    }

    /** K4 to K8. */
    private boolean adopted(WorkerReport.Checkpointed made) {
        if (!store.isCurrent(claim.taskId(), claim.attempt())) {
            return false;
        }
        mayHaveCheckpoints = true;
        registry.adoptCheckpoint(
                claim.prefix(), claim.taskId(), claim.attempt(), made.epoch(), made.best(), made.file());
        return store.checkpointed(
                claim.taskId(), claim.attempt(), made.epoch(), made.file().sha256());
    }

    /** What cannot be written down for the moment is no reason to end a training; what is damaged is. */
    private boolean written(BooleanSupplier write) {
        try {
            return write.getAsBoolean();
        } catch (ShopTrainingException e) {
            if (e.code().audience() != Audience.RESOURCE) {
                throw e;
            }
            LOG.warn("task {} attempt {}: {}", claim.taskId(), claim.attempt(), e.getMessage());
            log.line("WARN", String.valueOf(e.getMessage()));
            return true;
        }
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
        if (!written(() -> store.progress(claim.taskId(), claim.attempt(), rising))) {
            noticeCancel();
        }
    }

    /** Whether the task is one that was told to stop; its row is the authority. */
    private boolean noticeCancel() {
        boolean cancelling = store.isCancelling(claim.taskId(), claim.attempt());
        cancelAsked |= cancelling;
        return cancelling;
    }

    /** First a word, then SIGTERM, then SIGKILL. */
    private void pressCancel(WorkerProcess worker) {
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

    /** A checkpoint is worth a wait, but not for ever. */
    private void pressSuspend(WorkerProcess worker) {
        long now = System.nanoTime();
        Long sent = suspendSentNanos;
        if (sent == null) {
            worker.send(new WorkerCommand.Suspend(claim.taskId()));
            suspendSentNanos = now;
        } else if (now - sent > settings.limits().suspend().toNanos()) {
            worker.kill();
        }
    }

    private void lost(WorkerProcess worker, WorkerExit exit) {
        log.line("ERROR", exit.reason());
        int lostWorkers = claim.lostWorkers() + 1;
        if (noticeCancel()) {
            cancelled();
        } else if (closing) {
            requeue(SERVER_STOPPED);
        } else if (exit.kind() == WorkerExit.Kind.TIME_LIMIT || exit.kind() == WorkerExit.Kind.MEMORY_LIMIT) {
            // another try would need as much
            fail(exit.code(), exit.reason());
        } else if (!worker.isReady()) {
            // it has not read its command, so that the task cannot be to blame; the pool tells why workers do not start
            String reason = exit.reason() + "; waiting for another worker";
            end(transaction ->
                    store.requeue(transaction, claim.taskId(), claim.attempt(), reason, AFTER_A_FAILED_START));
        } else if (lostWorkers >= settings.maxAttempts()) {
            fail(exit.code(), exit.reason() + "; given up after " + settings.maxAttempts() + " lost workers");
        } else {
            store.log(claim.taskId(), claim.attempt(), "ERROR", exit.reason());
            String reason = exit.reason() + "; waiting for another worker";
            end(transaction -> store.requeueLost(transaction, claim.taskId(), claim.attempt(), reason, lostWorkers));
        }
    }

    private void save(DataSnapshot snapshot, String engine, WorkerReport.Finished finished) {
        ModelMetadata metadata = publisher.check(claim, snapshot, engine, finished);
        if (!store.publishing(claim.taskId(), claim.attempt(), metadata)) {
            if (noticeCancel()) {
                cancelled();
            }
            return;
        }
        try {
            publisher.publish(metadata);
            ending = new Ending(
                    claim.taskId(),
                    claim.attempt(),
                    transaction -> store.completed(transaction, metadata, watchdog.seconds()),
                    this::cleanUp);
        } catch (ShopTrainingException e) {
            // a failed write is not tried again as if nothing had been: what is on the disk is found out first
            LOG.error("{} could not be saved for the moment", claim.prefix(), e);
            String message = "could not be saved for the moment: " + e.getMessage();
            log.line("ERROR", message);
            written(() -> store.log(claim.taskId(), claim.attempt(), "ERROR", message));
            unsettled.add(claim.taskId(), claim.attempt(), e);
        }
    }

    /** What the worker could not do; with a full disk it is worth another try when there is room again. */
    private void refused(WorkerReport.Failed failed) {
        if (failed.code() == ErrorCode.DISK_FULL) {
            log.line("ERROR", failed.message());
            unsettled.add(claim.taskId(), claim.attempt(), new ShopTrainingException(failed.code(), failed.message()));
        } else {
            fail(failed.code(), failed.message());
        }
    }

    private void fail(ErrorCode code, String error) {
        log.line("ERROR", error);
        end(transaction -> store.failed(transaction, claim.taskId(), claim.attempt(), code, error));
    }

    private void requeue(String reason) {
        end(transaction -> store.requeue(transaction, claim.taskId(), claim.attempt(), reason, Duration.ZERO));
    }

    private void cancelled() {
        end(transaction -> false);
    }

    /** A task that was told to stop meanwhile takes no other end than that. */
    private void end(Predicate<Handle> write) {
        ending = new Ending(
                claim.taskId(),
                claim.attempt(),
                transaction -> write.test(transaction) || store.cancelled(transaction, claim.taskId(), claim.attempt()),
                this::cleanUp);
    }

    /** P11, after the end was written down. */
    private void cleanUp() {
        stages.drop(claim.taskId(), claim.attempt());
        if (mayHaveCheckpoints && store.hasEnded(claim.taskId(), claim.attempt())) {
            stages.prune(claim.prefix());
        }
    }
}
