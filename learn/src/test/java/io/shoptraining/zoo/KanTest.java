package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.fit.Weights;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.testing.RandomSeeds;
import java.util.Map;
import java.util.Random;

class KanTest extends LearnerContract {
    private static final int WIDTH = 5;

    @Override
    Learner learner() {
        return Kan.learner();
    }

    @RandomSeeds(count = 5)
    void aLayerSumsOneCurvePerInput(Random random) {
        Kan kan = new Kan(EncoderSample.spec(learner(), Map.of("hidden_size", WIDTH)), 1);
        try (Tensors.Scope scope = Tensors.scope()) {
            Weights weights = EncoderSample.weights(kan, random);
            Tensor z = EncoderSample.normal(random, 1, WIDTH);
            int count = Splines.bases(5);
            float[] knots = Splines.evenKnots(5);
            double[] bases =
                    Splines.bases(z.tanh(), Tensors.of(knots, knots.length)).toDoubles();
            double[] base = weights.get("layers.0.base.weight").toDoubles();
            double[] spline = weights.get("layers.0.spline.weight").toDoubles();
            double[] found = kan.layer(weights, 0, z).toDoubles();
            for (int out = 0; out < WIDTH; out++) {
                double sum = 0;
                for (int in = 0; in < WIDTH; in++) {
                    double value = z.toDoubles()[in];
                    sum += base[out * WIDTH + in] * value / (1 + Math.exp(-value));
                    for (int basis = 0; basis < count; basis++) {
                        sum += spline[(out * WIDTH + in) * count + basis] * bases[in * count + basis];
                    }
                }
                assertThat(found[out]).isCloseTo(sum, within(1e-9));
            }
        }
    }
}
