package io.shoptraining.fit;

import io.shoptraining.features.WindowSet;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.Arrays;

/** Some windows as tensors. Belongs to the scope in which it was made. */
final class Batch {
    final Tensor past;
    final Tensor future;
    final Tensor target;
    final Tensor weight;
    /** How many days to forecast count in the loss. */
    final double weightSum;

    Batch(WindowSet windows, int[] order, int from, int count) {
        int days = count * windows.horizon();
        float[] pastValues = new float[count * windows.lookBack() * windows.pastFeatures()];
        float[] futureValues = new float[days * windows.futureFeatures()];
        float[] targets = new float[days];
        float[] weights = new float[days];
        windows.fill(Arrays.copyOfRange(order, from, from + count), count, pastValues, futureValues, targets, weights);
        past = Tensors.of(pastValues, count, windows.lookBack(), windows.pastFeatures());
        future = Tensors.of(futureValues, count, windows.horizon(), windows.futureFeatures());
        target = Tensors.of(targets, count, windows.horizon());
        weight = Tensors.of(weights, count, windows.horizon());
        double sum = 0;
        for (float w : weights) {
            sum += w;
        }
        weightSum = sum;
    }

    static int batches(int windows, int batchSize) {
        return (windows + batchSize - 1) / batchSize;
    }
}
