package io.shoptraining.fit;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.Arrays;

/** Some windows as tensors. Belongs to the scope in which it was made. */
public final class Batch {
    final Tensor past;
    final Tensor future;
    final Tensor ids;
    final Tensor target;
    final Tensor weight;
    /** {@code [batch, 1]}, what the sales of each window were divided by. */
    final Tensor scale;
    /** How many days to forecast count in the loss. */
    final double weightSum;

    Batch(WindowSet windows, int[] order, int from, int count) {
        WindowBatch read = windows.read(Arrays.copyOfRange(order, from, from + count));
        past = Tensors.of(read.past(), count, windows.lookBack(), windows.pastFeatures());
        future = Tensors.of(read.future(), count, windows.horizon(), windows.futureFeatures());
        ids = Tensors.of(floats(read.ids()), count, windows.idSizes().size());
        target = Tensors.of(read.target(), count, windows.horizon());
        weight = Tensors.of(read.weight(), count, windows.horizon());
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = (float) windows.scale(order[from + i]);
        }
        scale = Tensors.of(scales, count, 1);
        double sum = 0;
        for (float w : read.weight()) {
            sum += w;
        }
        weightSum = sum;
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    /** {@code [batch, lookBack, pastFeatures]}. */
    public Tensor past() {
        return past;
    }

    /** {@code [batch, horizon, futureFeatures]}. */
    public Tensor future() {
        return future;
    }

    /** {@code [batch, kinds of ids]}. */
    public Tensor ids() {
        return ids;
    }

    static int batches(int windows, int batchSize) {
        return (windows + batchSize - 1) / batchSize;
    }
}
