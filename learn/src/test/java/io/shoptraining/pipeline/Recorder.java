package io.shoptraining.pipeline;

import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.Progress;
import java.util.ArrayList;
import java.util.List;

/** A listener that remembers, and cancels when told to. */
final class Recorder implements TrainingListener {
    final List<Progress> progress = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final List<StagedFile> checkpoints = new ArrayList<>();
    int cancelAfter = Integer.MAX_VALUE;
    int suspendAfter = Integer.MAX_VALUE;

    @Override
    public boolean isCancelled() {
        return progress.size() >= cancelAfter;
    }

    @Override
    public boolean isSuspended() {
        return progress.size() >= suspendAfter;
    }

    @Override
    public void progressed(Progress now) {
        progress.add(now);
    }

    @Override
    public void logged(String level, String message) {
        log.add(level + " " + message);
    }

    @Override
    public void checkpointed(int epoch, boolean best, StagedFile file) {
        checkpoints.add(file);
    }
}
