package io.shoptraining.pipeline;

import io.shoptraining.fit.FitSession;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The training loop's view of a task: turns epochs and batches into progress, and keeps checkpoints. */
final class FollowedFit implements FitSession {
    /** Progress in percent when the training begins, and when it ends. */
    static final double START = 2;

    static final double END = 95;
    private static final double NANOS_PER_SECOND = 1e9;

    private final TrainingListener listener;
    private final Stopping stopping;
    private final @Nullable StagingDirectory staging;
    private final int totalEpochs;
    private final @Nullable Path resumeFrom;
    private final LongSupplier nanos;
    private final long startNanos;
    private final CheckpointPolicy policy;

    private long epochStartNanos;
    private long epochLeftNanos;
    private boolean savedForLater;
    private double doneBefore = Double.NaN;
    private double done;
    private @Nullable CurvePoint last;
    private @Nullable Integer bestEpoch;

    /**
     * @param staging where checkpoints go; null for none
     * @param nanos a clock as {@link System#nanoTime}
     */
    FollowedFit(
            TrainingListener listener,
            Stopping stopping,
            @Nullable StagingDirectory staging,
            int totalEpochs,
            @Nullable Path resumeFrom,
            LongSupplier nanos) {
        this.listener = listener;
        this.stopping = stopping;
        this.staging = staging;
        this.totalEpochs = totalEpochs;
        this.resumeFrom = resumeFrom;
        this.nanos = nanos;
        startNanos = nanos.getAsLong();
        epochStartNanos = startNanos;
        policy = new CheckpointPolicy(startNanos);
    }

    /** A fit of which nothing is kept. */
    static FollowedFit unsaved(TrainingListener listener, Stopping stopping, int totalEpochs) {
        return new FollowedFit(listener, stopping, null, totalEpochs, null, System::nanoTime);
    }

    @Override
    public boolean isCancelled() {
        return savedForLater || stopping.isDue(epochLeftNanos);
    }

    @Override
    public @Nullable Path resumeFrom() {
        return resumeFrom;
    }

    @Override
    public void batchEnded(int epoch, int batch, int batches, double trainLoss) {
        long batchNanos = (nanos.getAsLong() - epochStartNanos) / Math.max(1, batch);
        epochLeftNanos = batchNanos * (batches - batch);
        moveTo(epoch - 1 + Math.min(1, (double) batch / Math.max(1, batches)), epoch - 1);
        report(String.format(
                Locale.ROOT, "epoch %d of at most %d, batch %d of %d", epoch, totalEpochs, batch, batches));
    }

    @Override
    public void epochEnded(CurvePoint losses, int best) {
        epochStartNanos = nanos.getAsLong();
        epochLeftNanos = 0;
        moveTo(losses.epoch(), losses.epoch() - 1);
        last = losses;
        bestEpoch = best;
        report(String.format(
                Locale.ROOT,
                "epoch %d of at most %d, validation loss %.5g, best in epoch %d",
                losses.epoch(),
                totalEpochs,
                losses.valLoss(),
                best));
    }

    @Override
    public void progressed(double share, String message) {
        moveTo(share * totalEpochs, 0);
        report(message);
    }

    @Override
    public void noted(String message) {
        listener.logged("INFO", message);
    }

    /** @param firstSeen where a training that is heard of for the first time must have begun */
    private void moveTo(double epochs, int firstSeen) {
        if (Double.isNaN(doneBefore)) {
            doneBefore = firstSeen;
        }
        done = Math.max(done, epochs);
    }

    private void report(String message) {
        CurvePoint losses = last;
        listener.progressed(new Progress(
                Stage.TRAINING,
                START + (END - START) * Math.min(1, done / totalEpochs),
                losses == null ? (int) doneBefore : losses.epoch(),
                totalEpochs,
                losses == null ? null : finite(losses.trainLoss()),
                losses == null ? null : finite(losses.valLoss()),
                bestEpoch,
                secondsLeft(),
                message));
    }

    private static @Nullable Double finite(double loss) {
        return Double.isFinite(loss) ? loss : null;
    }

    /** If no early stop comes: the epochs that are left, at the pace so far. */
    private @Nullable Double secondsLeft() {
        double epochs = done - doneBefore;
        if (!(epochs > 0)) {
            return null;
        }
        double seconds = (nanos.getAsLong() - startNanos) / NANOS_PER_SECOND;
        return Math.max(0, totalEpochs - done) * seconds / epochs;
    }

    @Override
    public void checkpoint(int epoch, boolean best, CheckpointWriter writer) {
        boolean forLater = stopping.isSuspended();
        if (staging == null || !policy.isDue(epoch, best, nanos.getAsLong()) && !forLater) {
            return;
        }
        String kind = best ? "checkpoint_best" : "checkpoint_epoch_" + epoch;
        // a name of its own for every checkpoint: one that was reported is never written to again
        String name = best ? "checkpoint_best_epoch_" + epoch + ".pth" : kind + ".pth";
        writer.writeTo(staging.file(name));
        StagedFile file = staging.finish(kind, name);
        listener.checkpointed(epoch, best, file);
        savedForLater = forLater;
    }
}
