package io.shoptraining.registry;

import org.jspecify.annotations.Nullable;

/**
 * Where a model was before it came to this store as a bundle.
 *
 * @param filenamePrefix its name there
 * @param storeId that store's own name; null when it was exported without one
 * @param importedAt ISO-8601 with offset; null in a bundle, whose model is not imported yet
 * @param importedBy who asked for the import; null in a bundle
 */
public record Origin(
        String filenamePrefix,
        @Nullable String storeId,
        @Nullable String importedAt,
        @Nullable String importedBy) {
    public Origin {
        if (ModelFileName.parse(filenamePrefix).isEmpty()) {
            throw new IllegalArgumentException("not the name of a model: " + filenamePrefix);
        }
        if (storeId != null && !storeId.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not the id of a store");
        }
    }

    /** The same origin, once somebody has imported the model. */
    public Origin imported(String at, String by) {
        return new Origin(filenamePrefix, storeId, at, by);
    }
}
