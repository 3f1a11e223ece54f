package io.shoptraining.pipeline;

import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * When a training has to stop: at once when it is cancelled, and at a good moment when it is suspended, if one comes
 * within seconds.
 */
final class Stopping {
    /** A server that stops waits longer than this, but not for ever. */
    private static final long GRACE_NANOS = 5_000_000_000L;

    private final TrainingListener listener;
    private final LongSupplier nanos;
    private boolean suspended;
    private long suspendedNanos;

    /** @param nanos a clock as {@link System#nanoTime} */
    Stopping(TrainingListener listener, LongSupplier nanos) {
        this.listener = listener;
        this.nanos = nanos;
    }

    boolean isSuspended() {
        if (!suspended && listener.isSuspended()) {
            suspended = true;
            suspendedNanos = nanos.getAsLong();
        }
        return suspended;
    }

    /** @param nanosToGoodMoment how long it probably takes until nothing is lost by stopping */
    boolean isDue(long nanosToGoodMoment) {
        if (listener.isCancelled()) {
            return true;
        }
        return isSuspended() && (nanosToGoodMoment > GRACE_NANOS || nanos.getAsLong() - suspendedNanos > GRACE_NANOS);
    }

    /** For work that has just begun: nothing is lost by stopping now. */
    void checkAtStart() {
        if (listener.isCancelled() || isSuspended()) {
            throw new CancellationException("stopped");
        }
    }

    /** For the end of the work, which is near. */
    void checkAtEnd() {
        if (isDue(0)) {
            throw new CancellationException("stopped");
        }
    }
}
