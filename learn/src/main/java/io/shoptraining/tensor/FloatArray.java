package io.shoptraining.tensor;

import java.util.Arrays;

/** Numbers with a shape, in row-major order, outside the native library. The values are shared, not copied. */
public final class FloatArray {
    private final long[] shape;
    private final float[] values;

    public FloatArray(long[] shape, float[] values) {
        if (count(shape) != values.length) {
            throw new IllegalArgumentException(values.length + " values for shape " + Arrays.toString(shape));
        }
        this.shape = shape.clone();
        this.values = values;
    }

    static long count(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    public long[] shape() {
        return shape.clone();
    }

    public float[] values() {
        return values;
    }

    /** Equal shapes, and equal values bit for bit. */
    public boolean sameAs(FloatArray other) {
        return Arrays.equals(shape, other.shape) && Arrays.equals(bits(values), bits(other.values));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
