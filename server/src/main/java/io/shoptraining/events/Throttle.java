package io.shoptraining.events;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Thins a burst of values to one per interval, of which the last is never lost. Not thread-safe. */
public final class Throttle<T> {
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private @Nullable T held;
    private @Nullable Long lastNanos;

    /** @param nanoTime {@link System#nanoTime}, or a test's own time */
    public Throttle(Duration interval, LongSupplier nanoTime) {
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Takes a value; an older one that is still held is forgotten. */
    public void offer(T value) {
        held = value;
    }

    /** The held value when its time has come. */
    public Optional<T> due() {
        long now = nanoTime.getAsLong();
        return lastNanos == null || now - lastNanos >= intervalNanos ? release(now) : Optional.empty();
    }

    /** The held value at once, for when something else is about to be said. */
    public Optional<T> flush() {
        return release(nanoTime.getAsLong());
    }

    private Optional<T> release(long now) {
        Optional<T> value = Optional.ofNullable(held);
        if (value.isPresent()) {
            held = null;
            lastNanos = now;
        }
        return value;
    }
}
