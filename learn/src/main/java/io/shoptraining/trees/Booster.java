package io.shoptraining.trees;

import java.nio.file.Path;

/** Trees that are being grown, or were. Holds native memory until it is closed; used from one thread. */
public interface Booster extends AutoCloseable {
    /** Grows one more tree. */
    void grow();

    /** Loss on the rows it learns from, and on those it does not, in this order; only when it was given the latter. */
    double[] losses();

    /**
     * What the trees say of each row.
     *
     * @param values {@code [count, width]}
     */
    float[] predict(float[] values, int count);

    /** Writes the library's own format. */
    void save(Path file);

    @Override
    void close();
}
