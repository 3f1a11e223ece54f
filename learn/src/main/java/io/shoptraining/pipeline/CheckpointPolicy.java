package io.shoptraining.pipeline;

/**
 * Which checkpoints are worth writing: every best one, and the others when the last is five epochs or two seconds old.
 * Only how much work a lost worker costs depends on it, never a result.
 */
final class CheckpointPolicy {
    private static final int EPOCHS = 5;
    private static final long NANOS = 2_000_000_000L;

    private int lastEpoch;
    private long lastNanos;

    CheckpointPolicy(long nanos) {
        lastNanos = nanos;
    }

    /** Asked once for each epoch; a yes is taken as done. */
    boolean isDue(int epoch, boolean best, long nanos) {
        boolean due = best || epoch - lastEpoch >= EPOCHS || nanos - lastNanos >= NANOS;
        if (due) {
            lastEpoch = epoch;
            lastNanos = nanos;
        }
        return due;
    }
}
