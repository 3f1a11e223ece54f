package io.shoptraining.workerpool;

import java.time.Duration;

/**
 * How many workers are kept ready, and for how long each.
 *
 * @param size workers that are kept alive; more are started when more are asked for at once
 * @param maxTasksPerWorker a worker that did so many pieces of work gives place to a fresh one: what leaks, leaks little
 * @param minAge but not before it is so old: with thousands of tiny tasks, starting processes would be all that is done
 * @param maxIdleRssMb a worker that holds more memory than this when it is given back gives place to a fresh one
 */
public record PoolSettings(int size, int maxTasksPerWorker, Duration minAge, int maxIdleRssMb) {
    private static final int TASKS = 200;
    private static final Duration AGE = Duration.ofMinutes(1);
    private static final int IDLE_RSS_MB = 1536;

    public PoolSettings {
        if (size < 1 || maxTasksPerWorker < 1 || maxIdleRssMb < 1) {
            throw new IllegalArgumentException("size " + size + ", " + maxTasksPerWorker + " tasks, " + maxIdleRssMb
                    + " MB: each must be at least 1");
        }
    }

    public static PoolSettings of(int size) {
        return new PoolSettings(size, TASKS, AGE, IDLE_RSS_MB);
    }

    /** As this one, but for how soon workers give place to fresh ones. */
    public PoolSettings withMaxTasksPerWorker(int tasks) {
        return new PoolSettings(size, tasks, minAge, maxIdleRssMb);
    }
}
