package io.shoptraining.fit;

import java.util.SplittableRandom;

/**
 * Every random source of a training, from its seed and the epoch alone: a training that goes on at the end of an epoch
 * needs no generator's state.
 */
final class Seeds {
    private final long seed;

    Seeds(long seed) {
        this.seed = seed;
    }

    SplittableRandom start() {
        return stream(0, 0);
    }

    long dropout(int epoch) {
        return stream(1, epoch).nextLong() & Long.MAX_VALUE;
    }

    /** The windows of an epoch in random order (Fisher and Yates). */
    int[] shuffled(int size, int epoch) {
        SplittableRandom random = stream(2, epoch);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private SplittableRandom stream(int purpose, int epoch) {
        SplittableRandom mixed = new SplittableRandom(seed);
        long base = mixed.nextLong();
        return new SplittableRandom(base ^ (0x9E3779B97F4A7C15L * (4L * epoch + purpose + 1)));
    }
}
