package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.workerpool.WorkerExit;
import io.shoptraining.workerpool.WorkerMessage;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks workers, each question on the thread of whoever has it and in its turn, so that no more workers than turns are at
 * work for all who share this. A worker that is lost over a question is replaced once.
 */
public final class Questions {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WORKERS = 2;

    private final WorkerPool pool;
    private final int atOnce;
    private final Semaphore turns;

    /** @param atOnce how many turns there are */
    public Questions(WorkerPool pool, int atOnce) {
        this.pool = pool;
        this.atOnce = atOnce;
        this.turns = new Semaphore(atOnce, true);
    }

    /** Hears what the worker says about the question; empty until that is the answer. */
    interface Listener<T> {
        Optional<T> heard(WorkerReport report);

        /** A worker that is fit for work has the question; what fails before is not the question's fault. */
        default void begun() {}

        /** Called again and again until the answer is there; throws to give the question up. */
        default void requireWanted() {}
    }

    /** @param engine name and version of the engine that gave the answer */
    record Answered<T>(T answer, String engine) {}

    /**
     * Waits for a turn.
     *
     * @throws ShopTrainingException {@link ErrorCode#TOO_MANY_REQUESTS} when none was free for too long
     */
    Turn turn() {
        try {
            if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ShopTrainingException(
                        ErrorCode.TOO_MANY_REQUESTS,
                        atOnce + " workers are making forecasts or loading models already; ask again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.SHUTTING_DOWN, "interrupted while waiting", e);
        }
        return new Turn();
    }

    /** The right to ask, one question after the other; closed once. */
    final class Turn implements AutoCloseable {
        private Turn() {}

        /**
         * Asks and waits.
         *
         * @param id of the question, by which a failure of it is known
         * @param limit how long it may take; whoever exceeds it is killed
         * @throws ShopTrainingException what the worker has failed of, or why there is no worker
         */
        <T> Answered<T> ask(WorkerCommand command, String id, Duration limit, Listener<T> listener) {
            return Questions.this.ask(command, id, limit, listener);
        }

        @Override
        public void close() {
            turns.release();
        }
    }

    private <T> Answered<T> ask(WorkerCommand command, String id, Duration limit, Listener<T> listener) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int workers = 1; ; workers++) {
            WorkerProcess worker = pool.lend();
            boolean reusable = false;
            try {
                worker.send(command);
                while (true) {
                    Optional<WorkerMessage> message = worker.next(POLL);
                    if (worker.isReady()) {
                        listener.begun();
                    }
                    if (message.isPresent() && message.get() instanceof WorkerMessage.Gone gone) {
                        requireAnother(gone.exit(), workers);
                        break;
                    }
                    if (message.isPresent() && message.get() instanceof WorkerMessage.Said said) {
                        reusable = isFailure(said.report(), id);
                        Optional<T> answer = reusable ? failed(said.report()) : listener.heard(said.report());
                        if (answer.isPresent()) {
                            reusable = true;
                            return new Answered<>(answer.get(), worker.engine());
                        }
                    }
                    requireTime(deadline, limit);
                    listener.requireWanted();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ShopTrainingException(ErrorCode.SHUTTING_DOWN, "interrupted; nothing was answered", e);
            } finally {
                pool.giveBack(worker, reusable);
            }
        }
    }

    private static void requireAnother(WorkerExit exit, int workers) {
        boolean isWantOfMemory = exit.code() == ErrorCode.OUT_OF_HEAP || exit.code() == ErrorCode.OUT_OF_MEMORY;
        if (workers >= WORKERS || isWantOfMemory) {
            String tries = workers == 1 ? "" : "; given up after " + workers + " lost workers";
            throw new ShopTrainingException(exit.code(), exit.reason() + tries);
        }
        LOG.warn("a worker was lost over a question, which another one is now asked: {}", exit.reason());
    }

    private static boolean isFailure(WorkerReport report, String id) {
        return report instanceof WorkerReport.Failed failed && failed.taskId().equals(id);
    }

    private static <T> Optional<T> failed(WorkerReport report) {
        if (report instanceof WorkerReport.Failed failed) {
            throw new ShopTrainingException(failed.code(), failed.message());
        }
        return Optional.empty();
    }

    private static void requireTime(long deadline, Duration limit) {
        if (System.nanoTime() - deadline > 0) {
            throw new ShopTrainingException(
                    ErrorCode.TIME_LIMIT,
                    "there was no answer within " + limit.toSeconds() + " s; the worker was ended");
        }
    }
}
