package io.shoptraining.registry;

import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from.
 *
 * @param snapshotId the immutable copy of the sales that it learned from
 * @param snapshotSha256 what that copy hashes to, lower-case hex
 * @param engine name and version of the training engine
 * @param javaVersion of the process that trained it
 * @param programVersion of ShopTraining
 * @param origin null for a model that was trained in this store
 */
public record Provenance(
        String snapshotId,
        String snapshotSha256,
        String engine,
        String javaVersion,
        String programVersion,
        @Nullable Origin origin) {
    /** Of a model that was trained here. */
    public Provenance(
            String snapshotId, String snapshotSha256, String engine, String javaVersion, String programVersion) {
        this(snapshotId, snapshotSha256, engine, javaVersion, programVersion, null);
    }

    public Provenance from(Origin before) {
        return new Provenance(snapshotId, snapshotSha256, engine, javaVersion, programVersion, before);
    }
}
