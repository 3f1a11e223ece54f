package io.shoptraining.pipeline;

import io.shoptraining.features.WindowSet;

/** Windows that ask at every batch whether to go on: a model that forecasts many of them stops soon. */
final class WatchedWindows implements WindowSet {
    private final WindowSet windows;
    private final Runnable check;

    /** @param check throws to stop */
    WatchedWindows(WindowSet windows, Runnable check) {
        this.windows = windows;
        this.check = check;
    }

    @Override
    public int size() {
        return windows.size();
    }

    @Override
    public int lookBack() {
        return windows.lookBack();
    }

    @Override
    public int horizon() {
        return windows.horizon();
    }

    @Override
    public int pastFeatures() {
        return windows.pastFeatures();
    }

    @Override
    public int futureFeatures() {
        return windows.futureFeatures();
    }

    @Override
    public void fill(int[] chosen, int count, float[] past, float[] future, float[] target, float[] weight) {
        check.run();
        windows.fill(chosen, count, past, future, target, weight);
    }
}
