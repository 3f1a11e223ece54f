package io.shoptraining.workerpool;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers workers that died before they were ready. After each one the next start waits longer; after several in a row
 * whoever asks for a worker is told why there is none, and only now and then a start is tried. Not thread-safe.
 */
final class StartFaults {
    private static final int TOLERATED = 2;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private int failures;
    private String reason = "";
    private long nextStartNanos;

    /** @param nanos a clock as {@link System#nanoTime} */
    StartFaults(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void succeeded() {
        failures = 0;
    }

    void failed(String why) {
        failures++;
        reason = why;
        pause();
    }

    private void pause() {
        int doublings = Math.min(failures - 1, 10);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        nextStartNanos = nanos.getAsLong() + (pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE).toNanos();
    }

    /** Whether the pause after the last failure is over. */
    boolean mayStartAhead() {
        return failures == 0 || nanos.getAsLong() - nextStartNanos >= 0;
    }

    /** Why no worker can be started; null when all is well, or may be after another try. */
    @Nullable
    String fault() {
        return failures <= TOLERATED
                ? null
                : "no worker process can be started, " + failures + " ended before they were ready: " + reason;
    }

    /** For one who needs a worker now; when the pause is over, he is the one who tries. */
    void checkStart() {
        String fault = fault();
        if (fault == null) {
            return;
        }
        if (!mayStartAhead()) {
            throw new ShopTrainingException(ErrorCode.WORKER_LOST, fault);
        }
        pause();
    }
}
