package io.shoptraining.registry;

/**
 * Something in the store that is not as it should be.
 *
 * @param file the file's name within the store
 * @param reason what is wrong with it
 */
public record Problem(String file, String reason) {
    @Override
    public String toString() {
        return file + ": " + reason;
    }
}
