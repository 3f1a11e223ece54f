package io.shoptraining.server;

/**
 * How much of everything there may be.
 *
 * @param maxUploadMb the largest file that is taken over HTTP
 * @param maxQueued how many tasks may wait at once
 * @param taskTimeLimitSeconds the longest that a task may run unless its request says otherwise; 0 for no limit
 * @param taskMemoryLimitMb the most memory of a task's worker unless its request says otherwise; 0 for no limit
 * @param stallSeconds how long a training may make no progress before its worker is ended
 * @param workerRecycleAfter how many pieces of work a worker process does before a fresh one takes its place
 * @param retentionDays how long events and logs of ended tasks are kept
 */
public record Limits(
        int maxUploadMb,
        int maxQueued,
        int taskTimeLimitSeconds,
        int taskMemoryLimitMb,
        int stallSeconds,
        int workerRecycleAfter,
        int retentionDays) {
    static Limits defaults() {
        return new Limits(2_048, 100_000, 0, 0, 600, 200, 30);
    }
}
