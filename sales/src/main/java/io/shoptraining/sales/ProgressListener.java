package io.shoptraining.sales;

/** Hears how far an import is. */
@FunctionalInterface
public interface ProgressListener {
    /** For callers who do not care. */
    ProgressListener NONE = (stage, done, total) -> {};

    /**
     * @param stage one word: {@code reading}, {@code typing}, {@code sorting}, {@code checking} or {@code committing}
     * @param done bytes of the source for {@code reading}, rows otherwise
     * @param total of the same unit; 0 when it is not known
     */
    void progressed(String stage, long done, long total);
}
