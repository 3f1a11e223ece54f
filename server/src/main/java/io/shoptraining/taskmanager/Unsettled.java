package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.taskmanager.TaskStore.Interrupted;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts that ended without their end being written down, for want of space or for an error of the disk. They are
 * settled as after a crash, again and again with growing pauses, on a thread of their own: no worker waits for that, and no
 * task stays {@code running} for ever.
 */
final class Unsettled {
    private static final Logger LOG = LoggerFactory.getLogger(Unsettled.class);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int FACTOR = 2;
    private static final Duration BEFORE_ANOTHER_WORKER = Duration.ofSeconds(10);

    private final TaskStore store;
    private final Settlement settlement;
    private final Duration first;
    private final Runnable settled;
    private final DelayQueue<Attempt> waiting = new DelayQueue<>();
    private final Thread thread = new Thread(this::run, "unsettled");

    /**
     * @param first the pause before the first try
     * @param settled called after a task was settled: it may be in the queue again
     */
    Unsettled(TaskStore store, Settlement settlement, Duration first, Runnable settled) {
        this.store = store;
        this.settlement = settlement;
        this.first = first;
        this.settled = settled;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes an attempt on which nobody works any more. */
    void add(String taskId, int attempt, Throwable reason) {
        String message = message(reason);
        waiting.add(new Attempt(taskId, attempt, message, first, System.nanoTime() + first.toNanos()));
        tell(taskId, attempt, message);
    }

    /** Leaves the rest to the next start. */
    void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                Attempt next = waiting.take();
                try {
                    settle(next);
                    settled.run();
                } catch (RuntimeException | Error e) {
                    waiting.add(next.later());
                    tell(next.taskId, next.attempt, message(e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(Attempt attempt) {
        Optional<Interrupted> task = store.interrupted(attempt.taskId, attempt.attempt);
        task.ifPresent(found -> settlement.settle(found, attempt.reason, BEFORE_ANOTHER_WORKER));
        LOG.info("task {} attempt {} is settled", attempt.taskId, attempt.attempt);
    }

    private static String message(Throwable reason) {
        boolean isFull = reason instanceof ShopTrainingException e && e.code() == ErrorCode.DISK_FULL;
        String said = reason instanceof ShopTrainingException ? reason.getMessage() : reason.toString();
        return (isFull ? "waiting for disk space: " : "could not be saved, will be tried again: ") + said;
    }

    /** The task says what it waits for, if that can be written down. */
    private void tell(String taskId, int attempt, String message) {
        LOG.warn("task {} attempt {}: {}", taskId, attempt, message);
        try {
            store.note(taskId, attempt, message);
        } catch (RuntimeException | Error e) {
            LOG.warn("task {} attempt {}: nor could that be written down", taskId, attempt, e);
        }
    }

    private record Attempt(String taskId, int attempt, String reason, Duration pause, long dueNanos)
            implements Delayed {
        Attempt later() {
            Duration next = pause.multipliedBy(FACTOR);
            Duration bounded = next.compareTo(LONGEST) > 0 ? LONGEST : next;
            return new Attempt(taskId, attempt, reason, bounded, System.nanoTime() + bounded.toNanos());
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
