package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;

/** Every window of a stretch of one daily series; past: quantity and weekday, future: weekday. */
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
        return WEEK;
    }

    @Override
    public void fill(int[] windows, int count, float[] past, float[] future, float[] target, float[] weight) {
        for (int i = 0; i < count; i++) {
            int origin = from + windows[i];
            for (int t = 0; t < lookBack; t++) {
                int day = origin - lookBack + t;
                int at = (i * lookBack + t) * pastFeatures();
                past[at] = series[day];
                past[at + 1 + day % WEEK] = 1;
            }
            for (int h = 0; h < horizon; h++) {
                future[(i * horizon + h) * WEEK + (origin + h) % WEEK] = 1;
                target[i * horizon + h] = series[origin + h];
                weight[i * horizon + h] = 1;
            }
        }
    }
}
