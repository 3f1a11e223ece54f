package io.shoptraining.fit;

import io.shoptraining.tensor.FloatArray;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A named tensor of a network.
 *
 * @param name as in a torch state dict, {@code blocks.0.norm.weight}
 * @param start fills in the values before the first step
 * @param trained whether the optimizer changes it; without, only {@link Network#adapt} does
 */
public record Parameter(String name, List<Long> shape, Start start, boolean trained) {
    /** Fills in the values before the first step; the same random numbers give the same values. */
    @FunctionalInterface
    public interface Start {
        void fill(float[] values, SplittableRandom random);
    }

    public Parameter {
        shape = List.copyOf(shape);
    }

    public static Parameter of(String name, Start start, long... shape) {
        return new Parameter(name, Arrays.stream(shape).boxed().toList(), start, true);
    }

    /** One that the optimizer leaves alone. */
    public static Parameter fixed(String name, Start start, long... shape) {
        return new Parameter(name, Arrays.stream(shape).boxed().toList(), start, false);
    }

    /** Uniform between plus and minus {@code bound}; torch's layers use {@code 1 / sqrt(inputs)}. */
    public static Parameter uniform(String name, double bound, long... shape) {
        return of(
                name,
                (values, random) -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
                    }
                },
                shape);
    }

    public static Parameter constant(String name, double value, long... shape) {
        return of(name, (values, random) -> Arrays.fill(values, (float) value), shape);
    }

    int size() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Biases, scales and other vectors keep clear of weight decay, which would pull them from their neutral value. */
    boolean decays() {
        return trained && shape.size() > 1;
    }

    FloatArray array(float[] flat, int from) {
        return new FloatArray(dimensions(), Arrays.copyOfRange(flat, from, from + size()));
    }
}
