package io.shoptraining.features;

import java.util.List;

/** Windows that ask at every batch and every history whether to go on: a model that forecasts many of them stops soon. */
public final class WatchedWindows implements WindowSet {
    private final WindowSet windows;
    private final Runnable check;

    /** @param check throws to stop */
    public WatchedWindows(WindowSet windows, Runnable check) {
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
    public int references() {
        return windows.references();
    }

    @Override
    public List<Integer> idSizes() {
        return windows.idSizes();
    }

    @Override
    public WindowBatch read(int... chosen) {
        check.run();
        return windows.read(chosen);
    }

    @Override
    public double scale(int window) {
        return windows.scale(window);
    }

    @Override
    public float[] history(int window) {
        check.run();
        return windows.history(window);
    }
}
