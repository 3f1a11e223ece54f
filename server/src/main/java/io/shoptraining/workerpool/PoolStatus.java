package io.shoptraining.workerpool;

import org.jspecify.annotations.Nullable;

/**
 * The pool at one moment, and what happened since it was made.
 *
 * @param size workers that are kept alive
 * @param idle warm workers that wait
 * @param starting workers that wait and are not warm yet
 * @param busy workers that are lent
 * @param idleRssMb memory of those that wait, as they told
 * @param started processes that were started
 * @param recycled workers that were ended for their age, their memory, or because fewer are needed
 * @param killed workers that were ended with the work that they did, or because there were too many
 * @param lost workers that died, or were killed because nothing was heard of them
 * @param fault why no worker can be started; null when all is well
 */
public record PoolStatus(
        int size,
        int idle,
        int starting,
        int busy,
        long idleRssMb,
        long started,
        long recycled,
        long killed,
        long lost,
        @Nullable String fault) {}
