package io.shoptraining.fit;

import java.util.Arrays;
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

    /**
     * The windows of an epoch: the next ones of all windows in random order, and when these are over, of all of them in
     * another order, so that every window comes round.
     *
     * @param count of this epoch and of each one before it
     */
    int[] drawn(int size, int count, int epoch) {
        int[] drawn = new int[count];
        long next = (long) count * (epoch - 1);
        int at = 0;
        while (at < count) {
            int[] round = shuffled(2, size, Math.toIntExact(next / size) + 1);
            int from = (int) (next % size);
            int length = Math.min(count - at, size - from);
            System.arraycopy(round, from, drawn, at, length);
            at += length;
            next += length;
        }
        return drawn;
    }

    /** Windows to validate on, the same ones after every epoch. */
    int[] watched(int size, int count) {
        int[] watched = Arrays.copyOf(shuffled(3, size, 0), count);
        Arrays.sort(watched);
        return watched;
    }

    /** Fisher and Yates. */
    private int[] shuffled(int purpose, int size, int round) {
        SplittableRandom random = stream(purpose, round);
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
