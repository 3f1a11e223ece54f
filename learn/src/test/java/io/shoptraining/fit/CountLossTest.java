package io.shoptraining.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountLossTest {
    private static final float STEP = 1e-3f;

    /** Minus {@code scipy.stats.nbinom(1 / a, 1 / (1 + mean a)).logpmf(sold)} of SciPy 1.17.1; the last by its formula. */
    @ParameterizedTest
    @CsvSource({
        "4, 3.5, 0.4, 2.1448324872792224",
        "0, 0.2, 2.0, 0.16823611831060645",
        "1100, 1200, 0.05, 6.509634342619826",
        "2.5, 3.5, 0.4, 1.843765737688515"
    })
    void theNegativeBinomialLossIsTheLikelihoodInSalesUnits(float sold, float mean, float dispersion, double expected) {
        float scale = 8;
        double found = loss(new NegativeBinomialLoss(), sold / scale, scale, mean / scale, dispersion);
        assertThat(found).isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
    }

    @Test
    void theNegativeBinomialLossStaysExactWhereItIsNearlyPoisson() {
        double few = loss(new NegativeBinomialLoss(), 40, 1, 40, 1e-4f);
        // scipy.stats.nbinom(1e4, 1 / (1 + 40e-4)).logpmf(40) of SciPy 1.17.1
        assertThat(few).isCloseTo(2.7674575940347665, within(1e-5));
    }

    @Test
    void theGradientOfTheNegativeBinomialLossIsItsSlope() {
        slope(new NegativeBinomialLoss(), 0.7f, 10, 0.4f, 0.3f);
        slope(new NegativeBinomialLoss(), 0, 10, 0.4f, 0.3f);
    }

    /** y^(2-p)/((1-p)(2-p)) - y m^(1-p)/(1-p) + m^(2-p)/(2-p), by hand. */
    @ParameterizedTest
    @CsvSource({"3, 2, 1.5, 0.14286458158996718", "0, 0.7, 1.5, 1.6733200530681511", "1, 4, 1.1, 1.463508136499569"})
    void theTweedieLossIsHalfTheDeviance(float sold, float mean, double power, double expected) {
        assertThat(loss(new TweedieLoss(power), sold, 1, exact(sold, mean))).isCloseTo(expected, within(1e-5));
    }

    @Test
    void theGradientOfTheTweedieLossIsItsSlope() {
        slope(new TweedieLoss(1.5), 0.7f, 10, exact(0.7f, 0.4f));
        slope(new TweedieLoss(1.2), 0, 10, exact(0, 0.4f));
    }

    @Test
    void daysThatDoNotCountCostNothing() {
        try (Tensors.Scope scope = Tensors.scope()) {
            Batch batch = new Batch(new One(3, 1, 0), new int[] {0}, 0, 1);
            assertThat(new NegativeBinomialLoss()
                            .sum(Tensors.of(new float[] {1, 1}, 1, 1, 2), batch)
                            .item())
                    .isZero();
        }
    }

    /** A mean, and quantiles that have no loss. */
    private static float[] exact(float sold, float mean) {
        float[] outputs = new float[QuantileLevels.OUTPUTS];
        Arrays.fill(outputs, sold);
        outputs[0] = mean;
        return outputs;
    }

    private static double loss(ForecastLoss loss, float sold, double scale, float... outputs) {
        try (Tensors.Scope scope = Tensors.scope()) {
            Batch batch = new Batch(new One(sold, scale, 1), new int[] {0}, 0, 1);
            return loss.sum(Tensors.of(outputs, 1, 1, outputs.length), batch).item();
        }
    }

    private static void slope(ForecastLoss loss, float sold, double scale, float... outputs) {
        try (Tensors.Scope scope = Tensors.scope()) {
            Batch batch = new Batch(new One(sold, scale, 1), new int[] {0}, 0, 1);
            Tensor leaf = Tensors.of(outputs, 1, 1, outputs.length).leaf();
            loss.sum(leaf, batch).backward();
            float[] gradient = leaf.grad().toFloats();
            for (int i = 0; i < Math.min(2, outputs.length); i++) {
                if (i == 1 && outputs.length > 2) {
                    return; // a quantile at a kink of its loss
                }
                float[] more = outputs.clone();
                more[i] += STEP;
                float[] less = outputs.clone();
                less[i] -= STEP;
                double slope =
                        (loss(loss, sold, scale, more) - loss(loss, sold, scale, less)) / ((double) more[i] - less[i]);
                assertThat((double) gradient[i]).isCloseTo(slope, within(2e-2 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    /** One window of one day. */
    private record One(float sold, double scale, float weight) implements WindowSet {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int lookBack() {
            return 1;
        }

        @Override
        public int horizon() {
            return 1;
        }

        @Override
        public int pastFeatures() {
            return 1;
        }

        @Override
        public int futureFeatures() {
            return 1;
        }

        @Override
        public int references() {
            return 1;
        }

        @Override
        public List<Integer> idSizes() {
            return List.of();
        }

        @Override
        public WindowBatch read(int... windows) {
            WindowBatch batch = WindowBatch.of(this, windows.length);
            batch.target()[0] = sold;
            batch.weight()[0] = weight;
            return batch;
        }

        @Override
        public double scale(int window) {
            return scale;
        }

        @Override
        public float[] history(int window) {
            return new float[0];
        }
    }
}
