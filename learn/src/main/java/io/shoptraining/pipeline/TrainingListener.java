package io.shoptraining.pipeline;

import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.Progress;

/** Follows a training; called from the training's own thread. */
public interface TrainingListener {
    /** Asked at every batch: whether to give up. */
    boolean isCancelled();

    /** Asked at every batch: whether to stop at the next checkpoint, to go on from it later. */
    boolean isSuspended();

    /** Called often; the listener thins out. */
    void progressed(Progress progress);

    /** @param level {@code INFO} or {@code WARN} */
    void logged(String level, String message);

    /** A checkpoint is complete and forced to disk. */
    void checkpointed(int epoch, boolean best, StagedFile file);
}
