package io.shoptraining.trees;

/**
 * A table to boost on.
 *
 * @param values {@code [rows, width]}; NaN where unknown
 * @param target one a row
 * @param weight one a row: how much an error there counts
 */
@SuppressWarnings("ArrayRecordComponent") // too large to copy, compared by nobody
public record Rows(float[] values, int width, float[] target, float[] weight) {
    public Rows {
        if (target.length != weight.length || values.length != (long) target.length * width) {
            throw new IllegalArgumentException(
                    values.length + " values, " + target.length + " targets, " + weight.length + " weights");
        }
    }

    public int size() {
        return target.length;
    }
}
