package io.shoptraining.index;

/**
 * One entry in the history of a model's champions.
 *
 * @param reason {@code accepted} for a publication, {@code promoted}, or {@code forced} for a version that the gate rejected
 * @param promotedBy who asked for it
 * @param promotedAt ISO-8601 with offset
 */
public record Promotion(
        long seq, String modelIdentifier, String filenamePrefix, String reason, String promotedBy, String promotedAt) {
    /** A version that the gate accepted became the champion by its publication. */
    public static final String ACCEPTED = "accepted";

    /** Somebody chose an accepted version. */
    public static final String PROMOTED = "promoted";

    /** Somebody chose a version that the gate had rejected. */
    public static final String FORCED = "forced";
}
