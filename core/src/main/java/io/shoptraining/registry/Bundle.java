package io.shoptraining.registry;

import java.util.List;

/**
 * A model that came as a bundle, checked and unpacked into a stage; not yet part of the store.
 *
 * @param metadata as the store that exported it had it
 * @param files staged, with the sizes and hashes that the metadata names
 */
public record Bundle(ModelMetadata metadata, List<StagedFile> files) {
    /** The longest bundle that is read. */
    public static final long MAX_BYTES = 1L << 30;

    public Bundle {
        files = List.copyOf(files);
    }
}
