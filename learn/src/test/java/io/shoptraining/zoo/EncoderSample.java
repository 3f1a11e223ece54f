package io.shoptraining.zoo;

import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Settings, random weights and random tokens in 64 bits, to look at an encoder by itself. */
final class EncoderSample {
    private EncoderSample() {}

    /** Defaults, but for what is named. */
    static TrainingSpec spec(Learner learner, Map<String, Object> changed) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : learner.type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.putAll(changed);
        SeriesScope scope = new SeriesScope(TrainingMode.PRODUCT, new Ids(List.of("p1")), new Ids(List.of()), null);
        return new TrainingSpec(scope, learner.type().name(), settings, 1, 9, 28, 4, 1);
    }

    /** Normal weights; what is not trained as it starts. */
    static Weights weights(Encoder encoder, Random random) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Parameter parameter : encoder.parameters()) {
            long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
            if (parameter.trained()) {
                tensors.put(parameter.name(), normal(random, shape));
            } else {
                float[] start = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                parameter.start().fill(start, new SplittableRandom(1));
                double[] values = new double[start.length];
                Arrays.setAll(values, i -> start[i]);
                tensors.put(parameter.name(), Tensors.ofDoubles(values, shape));
            }
        }
        return new Weights(tensors);
    }

    static Tensor normal(Random random, long... shape) {
        double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.setAll(values, i -> random.nextGaussian());
        return Tensors.ofDoubles(values, shape);
    }

    static Tensors.Dropout none() {
        return Tensors.dropout(0, 0);
    }
}
