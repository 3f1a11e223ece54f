package io.shoptraining.taskmanager;

import io.shoptraining.workerpool.WorkerExit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one attempt for what it may not exceed. Time counts only while somebody watches: when the server itself was
 * stopped or waited for the disk, its workers are not to blame. Not thread-safe.
 */
final class Watchdog {
    private static final long LONGEST_LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    private final @Nullable Integer timeLimitSeconds;
    private final @Nullable Integer memoryLimitMb;
    private final Duration stall;
    private final LongSupplier nanoTime;
    private long lookedNanos;
    private long watchedNanos;
    private long movedNanos;

    /** @param nanoTime {@link System#nanoTime}, or a test's own time */
    Watchdog(
            @Nullable Integer timeLimitSeconds,
            @Nullable Integer memoryLimitMb,
            Duration stall,
            LongSupplier nanoTime) {
        this.timeLimitSeconds = timeLimitSeconds;
        this.memoryLimitMb = memoryLimitMb;
        this.stall = stall;
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong();
    }

    /** The worker got on. */
    void moved() {
        movedNanos = watchedNanos;
    }

    /** How long the attempt has been watched. */
    double seconds() {
        return watchedNanos / 1e9;
    }

    /**
     * Looks once more; to be called often.
     *
     * @param rssMb asked only when there is a limit; 0 for unknown
     * @return why the worker has to be ended; empty as long as all is well
     */
    Optional<WorkerExit> look(LongSupplier rssMb) {
        long now = nanoTime.getAsLong();
        watchedNanos += Math.min(now - lookedNanos, LONGEST_LOOK_NANOS);
        lookedNanos = now;
        if (timeLimitSeconds != null && watchedNanos > timeLimitSeconds * 1_000_000_000L) {
            return Optional.of(new WorkerExit(
                    WorkerExit.Kind.TIME_LIMIT,
                    "the training took longer than its limit of " + timeLimitSeconds
                            + " s; ask for fewer epochs, or for a higher time_limit_seconds"));
        }
        if (memoryLimitMb != null && rssMb.getAsLong() > memoryLimitMb) {
            return Optional.of(new WorkerExit(
                    WorkerExit.Kind.MEMORY_LIMIT,
                    "the worker held " + rssMb.getAsLong() + " MB of memory, more than its limit of " + memoryLimitMb
                            + " MB; ask for a smaller model or batch_size, or for a higher memory_limit_mb"));
        }
        if (watchedNanos - movedNanos > stall.toNanos()) {
            return Optional.of(new WorkerExit(
                    WorkerExit.Kind.STALLED,
                    "the worker lived but did not get on for " + stall.toSeconds() + " s and was killed"));
        }
        return Optional.empty();
    }
}
