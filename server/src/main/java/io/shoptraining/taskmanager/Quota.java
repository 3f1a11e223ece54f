package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import org.jdbi.v3.core.Handle;

/** Keeps one client from filling the queue. */
final class Quota {
    private Quota() {}

    /**
     * Looks whether there is room for tasks that are about to be inserted by the same transaction.
     *
     * @throws ShopTrainingException {@link ErrorCode#TOO_MANY_REQUESTS} when more of the owner's tasks would wait than may
     */
    static void require(Handle transaction, Submission submission, int count) {
        if (submission.mostWaiting() == Integer.MAX_VALUE) {
            return;
        }
        int waiting = transaction
                .createQuery("SELECT coalesce(sum(tasks), 0) FROM queue_lengths WHERE owner = :owner")
                .bind("owner", submission.owner())
                .mapTo(Integer.class)
                .one();
        if (count > submission.mostWaiting() - waiting) {
            throw new ShopTrainingException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "at most " + submission.mostWaiting() + " of your tasks may wait, " + waiting
                            + " wait already and " + count
                            + " more were asked for; ask again when some have been worked on");
        }
    }
}
