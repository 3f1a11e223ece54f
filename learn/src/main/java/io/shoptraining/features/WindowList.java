package io.shoptraining.features;

import java.util.Arrays;

/** Places of windows: a series and the first day to forecast. Grows; not thread-safe. */
final class WindowList {
    private int[] series = new int[64];
    private int[] origins = new int[64];
    private int size;

    void add(int series, int origin) {
        if (size == origins.length) {
            this.series = Arrays.copyOf(this.series, 2 * size);
            origins = Arrays.copyOf(origins, 2 * size);
        }
        this.series[size] = series;
        origins[size++] = origin;
    }

    int size() {
        return size;
    }

    int[] series() {
        return Arrays.copyOf(series, size);
    }

    int[] origins() {
        return Arrays.copyOf(origins, size);
    }

    /** Every n-th window, counted from the last, so that at most {@code limit} are left; n shares no factor with a week. */
    WindowList thinned(int limit) {
        if (size <= limit) {
            return this;
        }
        int step = (size + limit - 1) / limit;
        if (step % 7 == 0) {
            step++;
        }
        WindowList fewer = new WindowList();
        for (int i = (size - 1) % step; i < size; i += step) {
            fewer.add(series[i], origins[i]);
        }
        return fewer;
    }
}
