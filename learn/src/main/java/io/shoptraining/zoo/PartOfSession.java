package io.shoptraining.zoo;

import io.shoptraining.fit.FitSession;
import io.shoptraining.task.CurvePoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One training of several that make up a whole. It has no checkpoints: one that is interrupted begins again. */
final class PartOfSession implements FitSession {
    private final FitSession whole;
    private final int epochs;
    private final double start;
    private final double share;
    private final String doing;

    /**
     * @param epochs the most that the part takes
     * @param start how much of the whole is done when it begins, from 0 to 1
     * @param share of the whole
     */
    PartOfSession(FitSession whole, int epochs, double start, double share, String doing) {
        this.whole = whole;
        this.epochs = epochs;
        this.start = start;
        this.share = share;
        this.doing = doing;
    }

    @Override
    public boolean isCancelled() {
        return whole.isCancelled();
    }

    @Override
    public @Nullable Path resumeFrom() {
        return null;
    }

    @Override
    public void batchEnded(int epoch, int batch, int batches, double trainLoss) {
        whole.progressed(start + share * (epoch - 1 + (double) batch / batches) / epochs, doing);
    }

    @Override
    public void epochEnded(CurvePoint losses, int bestEpoch) {}

    @Override
    public void progressed(double done, String message) {
        whole.progressed(start + share * done, message);
    }

    @Override
    public void noted(String message) {
        whole.noted(message);
    }

    @Override
    public void checkpoint(int epoch, boolean best, CheckpointWriter writer) {}

    void end() {
        whole.progressed(start + share, doing);
    }
}
