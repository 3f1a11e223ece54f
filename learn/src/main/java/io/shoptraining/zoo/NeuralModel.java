package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.TrainedWeights;
import io.shoptraining.fit.TrainingLoop;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.PthFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A trained network. Its quantiles are moved by as much as they were off on days that decided when to stop. Its weights
 * lie on the Java heap; native memory is held during a forecast only.
 */
final class NeuralModel implements TrainedModel {
    private static final int MOST_DAYS = 200_000;
    private static final int AT_ONCE = 256;

    /** So many different days that decided when to stop count as much as all that the network learned from. */
    private static final double FEW = 1_000;

    private final ForecastNetwork network;
    private final TrainedWeights trained;
    private final @Nullable ErrorQuantiles errors;

    /** @param errors null for a model of before they were learned, whose quantiles stay as the network says them */
    NeuralModel(ForecastNetwork network, TrainedWeights trained, @Nullable ErrorQuantiles errors) {
        this.network = network;
        this.trained = trained;
        this.errors = errors;
    }

    /** A model whose quantiles are right on days that it did not learn from. */
    static NeuralModel calibrated(
            ForecastNetwork network, TrainedWeights trained, WindowSet windows, FitSession session) {
        NeuralModel plain = new NeuralModel(network, trained, null);
        int most = Math.max(1, MOST_DAYS / windows.horizon());
        int step = (windows.size() + most - 1) / most;
        int[] chosen = IntStream.range(0, windows.size())
                .filter(window -> window % step == 0)
                .toArray();
        List<float[]> days = new ArrayList<>();
        List<Double> sizes = new ArrayList<>();
        for (int from = 0; from < chosen.length; from += AT_ONCE) {
            session.stopIfCancelled();
            int[] some = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + AT_ONCE));
            WindowBatch sold = windows.read(some);
            float[][][] said = plain.predict(windows, some);
            for (int day = 0; day < sold.target().length; day++) {
                if (sold.weight()[day] > 0) {
                    int window = day / windows.horizon();
                    float[] told = said[window][day % windows.horizon()];
                    double base = ErrorQuantiles.base(told[0]);
                    float[] off = new float[told.length - 1];
                    for (int level = 0; level < off.length; level++) {
                        off[level] = ErrorQuantiles.off(sold.target()[day], told[1 + level], told[0]);
                    }
                    days.add(off);
                    sizes.add(base * windows.scale(some[window]));
                }
            }
        }
        double told = days.size() / (double) windows.horizon();
        return new NeuralModel(network, trained, learn(days, sizes).times(told / (told + FEW)));
    }

    private static ErrorQuantiles learn(List<float[]> days, List<Double> sizes) {
        float[] size = new float[days.size()];
        List<float[]> errors = new ArrayList<>();
        for (int level = 0; level < QuantileLevels.ALL.size(); level++) {
            errors.add(new float[days.size()]);
        }
        for (int day = 0; day < size.length; day++) {
            size[day] = sizes.get(day).floatValue();
            for (int level = 0; level < errors.size(); level++) {
                errors.get(level)[day] = days.get(day)[level];
            }
        }
        return ErrorQuantiles.learn(size, errors);
    }

    /** Refuses a file whose weights are not exactly the network's. */
    static void check(ForecastNetwork network, Map<String, FloatArray> weights, Path file) {
        List<Parameter> parameters = network.parameters();
        Set<String> expected =
                parameters.stream().map(Parameter::name).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!weights.keySet().equals(expected)) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE,
                    file + ": has weights " + weights.keySet() + "; its settings ask for " + expected);
        }
        for (Parameter parameter : parameters) {
            FloatArray array = weights.get(parameter.name());
            long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
            if (array == null || !Arrays.equals(array.shape(), shape)) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE,
                        file + ": weights " + parameter.name() + " are not of shape " + parameter.shape());
            }
            for (float value : array.values()) {
                if (!Float.isFinite(value)) {
                    throw new ShopTrainingException(
                            ErrorCode.DAMAGED_FILE, file + ": weights " + parameter.name() + " hold " + value);
                }
            }
        }
    }

    @Override
    public float[][][] predict(WindowSet windows) {
        if (!network.fits(windows)) {
            throw new IllegalArgumentException("the windows are not of the sizes that the model was trained on");
        }
        return predict(windows, IntStream.range(0, windows.size()).toArray());
    }

    private float[][][] predict(WindowSet windows, int[] chosen) {
        float[][][] forecasts = TrainingLoop.predict(network, trained.weights(), windows, chosen);
        for (int i = 0; i < chosen.length; i++) {
            double scale = windows.scale(chosen[i]);
            for (int h = 0; h < windows.horizon(); h++) {
                float[] day = network.head().day(forecasts[i][h], scale);
                order(day);
                if (errors != null) {
                    errors.move(day, scale);
                    order(day);
                }
                forecasts[i][h] = day;
            }
        }
        return forecasts;
    }

    /** Quantiles may cross: sorting them never raises the pinball loss (Chernozhukov et al. 2010). Nobody sells < 0. */
    private static void order(float[] day) {
        Arrays.sort(day, 1, day.length);
        for (int i = 0; i < day.length; i++) {
            if (!Float.isFinite(day[i])) {
                throw new ShopTrainingException(
                        ErrorCode.NON_FINITE_METRICS, "the model forecasts " + day[i] + "; train it again");
            }
            day[i] = Math.max(0f, day[i]);
        }
    }

    @Override
    public boolean save(Path file) {
        PthFile.write(file, trained.weights());
        return true;
    }

    @Override
    public Map<String, Object> description() {
        return Json.toMap(NetworkFacts.of(network.inputs(), errors));
    }

    @Override
    public List<CurvePoint> curve() {
        return trained.curve();
    }

    @Override
    public void close() {
        // nothing native is held between forecasts
    }
}
