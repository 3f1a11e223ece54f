package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.TrainedWeights;
import io.shoptraining.fit.TrainingLoop;
import io.shoptraining.json.Json;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.PthFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A trained network. Its weights lie on the Java heap; native memory is held during a forecast only. */
final class NeuralModel implements TrainedModel {
    private final ForecastNetwork network;
    private final TrainedWeights trained;

    NeuralModel(ForecastNetwork network, TrainedWeights trained) {
        this.network = network;
        this.trained = trained;
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
        float[][][] forecasts = TrainingLoop.predict(network, trained.weights(), windows);
        for (int i = 0; i < forecasts.length; i++) {
            for (int h = 0; h < windows.horizon(); h++) {
                forecasts[i][h] = network.head().day(forecasts[i][h], windows.scale(i));
                order(forecasts[i][h]);
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
        return Json.toMap(network.inputs());
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
