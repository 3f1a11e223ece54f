package io.shoptraining.zoo;

import io.shoptraining.fit.FitSession;
import io.shoptraining.task.CurvePoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session that counts, cancels after some batches, and keeps the checkpoint of one epoch. */
final class Listener implements FitSession {
    private final int cancelAfter;
    private final int keptEpoch;
    private final @Nullable Path kept;
    private final @Nullable Path resumed;
    final List<Double> shares = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    int batches;

    private Listener(int cancelAfter, int keptEpoch, @Nullable Path kept, @Nullable Path resumed) {
        this.cancelAfter = cancelAfter;
        this.keptEpoch = keptEpoch;
        this.kept = kept;
        this.resumed = resumed;
    }

    static Listener quiet() {
        return new Listener(Integer.MAX_VALUE, 0, null, null);
    }

    static Listener cancelling(int batches) {
        return new Listener(batches, 0, null, null);
    }

    static Listener keeping(int epoch, Path file) {
        return new Listener(Integer.MAX_VALUE, epoch, file, null);
    }

    static Listener resuming(Path file) {
        return new Listener(Integer.MAX_VALUE, 0, null, file);
    }

    @Override
    public boolean isCancelled() {
        return batches >= cancelAfter;
    }

    @Override
    public @Nullable Path resumeFrom() {
        return resumed;
    }

    @Override
    public void batchEnded(int epoch, int batch, int ofEpoch, double trainLoss) {
        batches++;
    }

    @Override
    public void epochEnded(CurvePoint losses, int bestEpoch) {
        if (bestEpoch < 1 || bestEpoch > losses.epoch()) {
            throw new AssertionError("best epoch " + bestEpoch + " at the end of " + losses);
        }
    }

    @Override
    public void progressed(double share, String message) {
        batches++;
        shares.add(share);
    }

    @Override
    public void noted(String message) {
        notes.add(message);
    }

    @Override
    public void checkpoint(int epoch, boolean best, CheckpointWriter writer) {
        if (kept != null && epoch == keptEpoch) {
            writer.writeTo(kept);
        }
    }
}
