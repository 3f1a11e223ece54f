package io.shoptraining.features;

import java.util.List;

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

    /** How many of the first features of a day to forecast are simple forecasts of it, in the scale of the quantity. */
    int references();

    /** For each kind of id, how many there are, the unknown one included. */
    List<Integer> idSizes();

    /** Puts windows together. */
    WindowBatch read(int... windows);

    /** What the sales of a window's series were divided by. */
    double scale(int window);

    /** All days before those that a window forecasts, scaled; NaN where the quantity is unknown or the shop was shut. */
    float[] history(int window);
}
