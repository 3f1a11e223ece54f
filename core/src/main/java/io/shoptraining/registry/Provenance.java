package io.shoptraining.registry;

/**
 * Where a model comes from.
 *
 * @param snapshotId the immutable copy of the sales that it learned from
 * @param snapshotSha256 what that copy hashes to, lower-case hex
 * @param engine name and version of the training engine
 * @param javaVersion of the process that trained it
 * @param programVersion of ShopTraining
 */
public record Provenance(
        String snapshotId, String snapshotSha256, String engine, String javaVersion, String programVersion) {}
