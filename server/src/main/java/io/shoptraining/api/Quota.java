package io.shoptraining.api;

import io.shoptraining.access.Principal;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.taskmanager.TaskList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one client from filling the queue. The table is asked only when what it allowed the last time is used up, so
 * that a submit costs nothing for this.
 */
final class Quota {
    /** A client that is refused may ask as often as it likes; the table is not asked more often than this. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final TaskList tasks;
    private final int maxWaiting;
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();

    /** @param left how many more tasks may be put into the queue before the table is asked again */
    private record Allowance(int left, long askedNanos) {}

    /** @param maxWaiting how many tasks of one client may wait */
    Quota(TaskList tasks, int maxWaiting) {
        this.tasks = tasks;
        this.maxWaiting = maxWaiting;
    }

    /** @throws ShopTrainingException {@link ErrorCode#TOO_MANY_REQUESTS} when too many of the caller's tasks wait */
    void require(Principal principal) {
        Allowance now = allowances.compute(principal.id(), (id, before) -> {
            boolean isGood =
                    before != null && (before.left() > 0 || System.nanoTime() - before.askedNanos() < PAUSE_NANOS);
            return isGood ? before : new Allowance(maxWaiting - tasks.waiting(id), System.nanoTime());
        });
        if (now.left() <= 0) {
            throw new ShopTrainingException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    maxWaiting + " of your tasks wait already; ask again when some have been worked on");
        }
    }

    /** Counts tasks that were put into the queue. */
    void taken(Principal principal, int count) {
        allowances.computeIfPresent(
                principal.id(), (id, before) -> new Allowance(before.left() - count, before.askedNanos()));
    }
}
