package io.shoptraining.features;

import java.util.Arrays;

/** Brings a figure to the size of 1: {@code (x - offset) / divisor}. Learned on training days only. */
record Scaler(double offset, double divisor) {
    private static final double SMALLEST = 1e-9;

    Scaler {
        if (!(divisor > 0) || !Double.isFinite(divisor) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("cannot scale by " + offset + " and " + divisor);
        }
    }

    /** To mean 0 and deviation 1; a constant figure becomes 0. */
    static Scaler standard(double[] values) {
        double[] known = known(values);
        double mean = Arrays.stream(known).average().orElse(0);
        double variance =
                Arrays.stream(known).map(x -> (x - mean) * (x - mean)).average().orElse(0);
        double deviation = Math.sqrt(variance);
        return new Scaler(mean, deviation > SMALLEST ? deviation : 1);
    }

    /** Zero stays zero, and nothing becomes larger than 1; what is so already is left alone. */
    static Scaler toUnit(double[] values) {
        double largest = Arrays.stream(known(values)).map(Math::abs).max().orElse(1);
        return new Scaler(0, Math.max(1, largest));
    }

    private static double[] known(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).toArray();
    }

    /** Unknown values become 0, the typical one. */
    float scale(double value) {
        return Double.isFinite(value) ? (float) ((value - offset) / divisor) : 0;
    }
}
