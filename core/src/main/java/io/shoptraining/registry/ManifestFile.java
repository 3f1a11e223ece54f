package io.shoptraining.registry;

/**
 * One file of a model as it was when it was published.
 *
 * @param kind {@code model}, {@code loss_curve} or another suffix of the flat store
 * @param name the file's name within the store
 * @param size bytes
 * @param sha256 lower-case hex
 */
public record ManifestFile(String kind, String name, long size, String sha256) {
    public ManifestFile {
        requirePlain(name);
    }

    /** A name that comes from a file or another process must not lead out of its directory. */
    static void requirePlain(String name) {
        if (!name.matches("[A-Za-z0-9_.~-]{1,255}") || name.startsWith(".")) {
            throw new IllegalArgumentException("not a plain file name: " + name);
        }
    }
}
