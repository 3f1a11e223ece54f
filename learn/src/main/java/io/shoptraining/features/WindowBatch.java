package io.shoptraining.features;

/**
 * Windows put together for a model, each after the other.
 *
 * @param past {@code [count, lookBack, pastFeatures]}
 * @param future {@code [count, horizon, futureFeatures]}; the first ones of a day are {@link WindowSet#references()}
 * @param ids {@code [count, idSizes]}: which store, which product; 0 for one that was not learned from
 * @param target {@code [count, horizon]}, the scaled quantity; 0 where it is not known
 * @param weight {@code [count, horizon]}, 1 where the target counts, 0 where it is unknown or masked
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one step, compared by nobody
public record WindowBatch(int count, float[] past, float[] future, int[] ids, float[] target, float[] weight) {
    /** Empty arrays of the right sizes. */
    public static WindowBatch of(WindowSet windows, int count) {
        int days = count * windows.horizon();
        return new WindowBatch(
                count,
                new float[count * windows.lookBack() * windows.pastFeatures()],
                new float[days * windows.futureFeatures()],
                new int[count * windows.idSizes().size()],
                new float[days],
                new float[days]);
    }
}
