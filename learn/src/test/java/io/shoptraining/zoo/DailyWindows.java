package io.shoptraining.zoo;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import java.util.Arrays;
import java.util.List;

/** Every window of a stretch of one daily series; past: quantity and weekday; future: the window's mean and the last
 * same weekday as references, and the weekday. */
public final class DailyWindows implements WindowSet {
    private static final int WEEK = 7;

    private final float[] series;
    private final int from;
    private final int to;
    private final int lookBack;
    private final int horizon;

    /** Windows whose days to forecast lie in {@code [from, to)}. */
    public DailyWindows(float[] series, int from, int to, int lookBack, int horizon) {
        this.series = series;
        this.from = from;
        this.to = to;
        this.lookBack = lookBack;
        this.horizon = horizon;
    }

    @Override
    public int size() {
        return Math.max(0, to - from - horizon + 1);
    }

    @Override
    public int lookBack() {
        return lookBack;
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public int pastFeatures() {
        return 1 + WEEK;
    }

    @Override
    public int futureFeatures() {
        return references() + WEEK;
    }

    @Override
    public int references() {
        return 2;
    }

    @Override
    public List<Integer> idSizes() {
        return List.of(1, 2);
    }

    @Override
    public WindowBatch read(int... windows) {
        WindowBatch batch = WindowBatch.of(this, windows.length);
        for (int i = 0; i < windows.length; i++) {
            int origin = from + windows[i];
            batch.ids()[2 * i + 1] = 1;
            float mean = 0;
            for (int t = 0; t < lookBack; t++) {
                int day = origin - lookBack + t;
                int at = (i * lookBack + t) * pastFeatures();
                batch.past()[at] = series[day];
                batch.past()[at + 1 + day % WEEK] = 1;
                mean += series[day] / lookBack;
            }
            for (int h = 0; h < horizon; h++) {
                int at = (i * horizon + h) * futureFeatures();
                batch.future()[at] = mean;
                batch.future()[at + 1] = series[origin + h - WEEK * (h / WEEK + 1)];
                batch.future()[at + 2 + (origin + h) % WEEK] = 1;
                batch.target()[i * horizon + h] = series[origin + h];
                batch.weight()[i * horizon + h] = 1;
            }
        }
        return batch;
    }

    @Override
    public double scale(int window) {
        return 10;
    }

    @Override
    public float[] history(int window) {
        return Arrays.copyOf(series, from + window);
    }
}
