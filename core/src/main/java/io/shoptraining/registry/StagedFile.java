package io.shoptraining.registry;

import java.util.List;
import java.util.Optional;

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

    /** The file of the model among those of one training; empty for a model that is all metadata. */
    public static Optional<StagedFile> model(List<StagedFile> files) {
        return files.stream().filter(file -> file.kind().equals("model")).findFirst();
    }
}
