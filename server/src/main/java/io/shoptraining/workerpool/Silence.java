package io.shoptraining.workerpool;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long nothing was heard of somebody, as judged by one who looks regularly. When the judge himself was away (the
 * server was stopped, or waited for the disk), the other gets a fresh interval.
 */
final class Silence {
    private final long limitNanos;
    private final LongSupplier nanos;
    private volatile long heardNanos;
    private long lookedNanos;

    /** @param nanos a clock as {@link System#nanoTime} */
    Silence(Duration limit, LongSupplier nanos) {
        this.limitNanos = limit.toNanos();
        this.nanos = nanos;
        heardNanos = nanos.getAsLong();
        lookedNanos = heardNanos;
    }

    /** From any thread. */
    void heard() {
        heardNanos = nanos.getAsLong();
    }

    /** How often to look at least. */
    Duration interval() {
        return Duration.ofNanos(limitNanos / 4);
    }

    /** To be asked at least every {@link #interval()}. */
    synchronized boolean isTooLong() {
        long now = nanos.getAsLong();
        boolean wasAway = now - lookedNanos > limitNanos / 2;
        lookedNanos = now;
        if (wasAway) {
            heardNanos = now;
        }
        return now - heardNanos > limitNanos;
    }
}
