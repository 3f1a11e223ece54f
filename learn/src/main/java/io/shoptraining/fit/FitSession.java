package io.shoptraining.fit;

import io.shoptraining.task.CurvePoint;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How a training talks to whoever follows it. Called from the training's own thread. */
public interface FitSession {
    /** Asked at every batch. */
    boolean isCancelled();

    /** @throws CancellationException when {@link #isCancelled()} */
    default void stopIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("the training was cancelled");
        }
    }

    /** A checkpoint of an earlier attempt to go on from; null to start afresh. */
    @Nullable
    Path resumeFrom();

    /** Within an epoch, after some batches. */
    void batchEnded(int epoch, int batch, int batches, double trainLoss);

    void epochEnded(CurvePoint losses, int bestEpoch);

    /**
     * Told instead of epochs by a training that is made of several.
     *
     * @param share of the whole, from 0 to 1
     */
    void progressed(double share, String message);

    /** Says what whoever reads the log should know, such as a choice and why it was made. */
    void noted(String message);

    /**
     * Offered after every epoch; the session decides whether to call {@code writer}, at most once per offer.
     *
     * @param best whether this epoch is the best so far
     */
    void checkpoint(int epoch, boolean best, CheckpointWriter writer);

    /** Writes the whole state of a training to a file: resumed from it, the training goes on bit for bit. */
    interface CheckpointWriter {
        void writeTo(Path file);
    }
}
