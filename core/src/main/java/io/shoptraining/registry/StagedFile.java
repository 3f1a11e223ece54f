package io.shoptraining.registry;

/**
 * A file that a worker wrote, forced to disk and measured, not yet part of the store.
 *
 * @param kind {@code model}, {@code loss_curve} or another suffix of the flat store
 * @param name the file's name within the attempt's own directory; never a path
 * @param size bytes
 * @param sha256 lower-case hex
 */
public record StagedFile(String kind, String name, long size, String sha256) {
    public StagedFile {
        ManifestFile.requirePlain(name);
    }
}
