package io.shoptraining.features;

/**
 * Windows over scaled series: what a model reads, and what it should have said. Numbered from 0; immutable and safe to
 * read from several threads.
 */
public interface WindowSet {
    int size();

    /** Days of history in a window. */
    int lookBack();

    /** Days to forecast in a window. */
    int horizon();

    /** Features per day of history; feature 0 is the scaled quantity. */
    int pastFeatures();

    /** Features per day to forecast: only what is known beforehand. */
    int futureFeatures();

    /**
     * Copies windows into arrays of a batch, each window after the other.
     *
     * @param windows numbers of windows
     * @param count how many of them to copy
     * @param past out: {@code [count, lookBack, pastFeatures]}
     * @param future out: {@code [count, horizon, futureFeatures]}
     * @param target out: {@code [count, horizon]}, the scaled quantity; 0 where it is not known
     * @param weight out: {@code [count, horizon]}, 1 where the target counts, 0 where it is unknown or masked
     */
    void fill(int[] windows, int count, float[] past, float[] future, float[] target, float[] weight);
}
