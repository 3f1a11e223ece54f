package io.shoptraining.fit;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.PthFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link TrainingState} as a {@code .pth} file. Doubles go in as four 16-bit numbers each: nothing is rounded. */
final class Checkpoint {
    private static final String CURRENT = "current.";
    private static final String BEST = "best.";
    private static final int PIECES = 4;

    private final Layout layout;
    private final double[] fingerprint;

    Checkpoint(Layout layout, double[] fingerprint) {
        this.layout = layout;
        this.fingerprint = fingerprint;
    }

    void write(Path file, TrainingState state) {
        Map<String, FloatArray> arrays = new LinkedHashMap<>(layout.arrays(state.weights, CURRENT));
        arrays.putAll(layout.arrays(state.best, BEST));
        arrays.put("adam.mean", vector(state.adamMean));
        arrays.put("adam.square", vector(state.adamSquare));
        arrays.put("training", encode(fingerprint));
        double[] progress = new double[2 + 2 * state.curve.size()];
        progress[0] = (double) state.step;
        progress[1] = state.bestEpoch;
        for (int i = 0; i < state.curve.size(); i++) {
            progress[2 + 2 * i] = state.curve.get(i).trainLoss();
            progress[3 + 2 * i] = state.curve.get(i).valLoss();
        }
        arrays.put("progress", encode(progress));
        PthFile.write(file, arrays);
    }

    TrainingState read(Path file) {
        Map<String, FloatArray> arrays = PthFile.read(file);
        double[] made = decode(file, arrays, "training");
        double[] progress = decode(file, arrays, "progress");
        if (!Arrays.equals(made, fingerprint)) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT, file + ": is a checkpoint of another training; start afresh");
        }
        List<CurvePoint> curve = new ArrayList<>();
        for (int i = 2; i + 1 < progress.length; i += 2) {
            curve.add(new CurvePoint(curve.size() + 1, progress[i], progress[i + 1]));
        }
        if (progress.length < 2 || progress.length % 2 != 0 || progress[1] < 0 || progress[1] > curve.size()) {
            throw damaged(file, "progress");
        }
        return new TrainingState(
                layout.flat(arrays, CURRENT),
                layout.flat(arrays, BEST),
                moments(file, arrays, "adam.mean"),
                moments(file, arrays, "adam.square"),
                (long) progress[0],
                (int) progress[1],
                curve);
    }

    private float[] moments(Path file, Map<String, FloatArray> arrays, String name) {
        FloatArray array = arrays.get(name);
        if (array == null || array.values().length != layout.size()) {
            throw damaged(file, name);
        }
        return array.values();
    }

    private static FloatArray vector(float[] values) {
        return new FloatArray(new long[] {values.length}, values);
    }

    static FloatArray encode(double[] numbers) {
        float[] pieces = new float[numbers.length * PIECES];
        for (int i = 0; i < pieces.length; i++) {
            long bits = Double.doubleToRawLongBits(numbers[i / PIECES]);
            pieces[i] = bits >>> (16 * (i % PIECES)) & 0xFFFF;
        }
        return new FloatArray(new long[] {numbers.length, PIECES}, pieces);
    }

    private static double[] decode(Path file, Map<String, FloatArray> arrays, String name) {
        FloatArray array = arrays.get(name);
        if (array == null || array.shape().length != 2 || array.shape()[1] != PIECES) {
            throw damaged(file, name);
        }
        return decode(array).orElseThrow(() -> damaged(file, name));
    }

    static Optional<double[]> decode(FloatArray array) {
        float[] pieces = array.values();
        long[] bits = new long[pieces.length / PIECES];
        for (int i = 0; i < pieces.length; i++) {
            int piece = (int) pieces[i];
            if (piece != pieces[i] || piece < 0 || piece > 0xFFFF) {
                return Optional.empty();
            }
            bits[i / PIECES] |= (long) piece << (16 * (i % PIECES));
        }
        return Optional.of(
                Arrays.stream(bits).mapToDouble(Double::longBitsToDouble).toArray());
    }

    private static ShopTrainingException damaged(Path file, String part) {
        return new ShopTrainingException(
                ErrorCode.DAMAGED_FILE, file + ": is not a checkpoint: '" + part + "' is missing or malformed");
    }
}
