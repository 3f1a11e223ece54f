package io.shoptraining.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
    private static final int OUTPUTS = QuantileLevels.OUTPUTS;

    @Test
    void theMeanIsFoundAndMaskedDaysDoNotCount() {
        TrainedWeights trained =
                TrainingLoop.fit(new Level(), settings(200, 200, 0.05), new Fixed(40, 3), new Fixed(8, 3), new Log());
        FloatArray level = trained.weights().get("level");
        assertThat(level).isNotNull();
        assertThat(level.values()[0]).isCloseTo(3, within(0.02f));
        assertThat(level.values()[6]).isCloseTo(3, within(0.1f));
    }

    @Test
    void trainingStopsWhenThePatienceIsOverAndKeepsTheBestEpoch() {
        // training pulls to 3, validation wants 0: the first epoch is the best
        Log log = new Log();
        TrainedWeights trained =
                TrainingLoop.fit(new Level(), settings(50, 4, 0.01), new Fixed(10, 3), new Fixed(10, 0), log);
        assertThat(trained.curve()).hasSize(5);
        assertThat(log.bestEpochs).containsExactly(1, 1, 1, 1, 1);
        FloatArray best = trained.weights().get("level");
        assertThat(best).isNotNull();
        assertThat(best.values()[0]).isBetween(0f, 0.011f);
        assertThat(log.offered).containsExactly(true, false, false, false, false);
    }

    @Test
    void aLossThatIsNoNumberIsRefusedWithTheEpoch() {
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> TrainingLoop.fit(
                        new Level(), settings(5, 5, 0.01), new Fixed(10, Float.MAX_VALUE), new Fixed(10, 1), new Log()))
                .withMessageContaining("training loss of epoch 1")
                .withMessageContaining("learning_rate")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NON_FINITE_METRICS));
    }

    @Test
    void aFixedParameterIsChangedByTheNetworkAloneBeforeEachEpoch() {
        Counting network = new Counting();
        FitSettings decaying = new FitSettings(4, 1, 8, 1_000, 4, 0.05, 0.5, 1, 0);
        TrainedWeights trained = TrainingLoop.fit(network, decaying, new Fixed(10, 3), new Fixed(8, 3), new Log());
        FloatArray fixed = trained.weights().get("fixed");
        assertThat(fixed).isNotNull();
        assertThat(fixed.values()).containsExactly(2, 1 + 1 + 2 + 3 + 4);
        assertThat(network.sampled).containsExactly(10L, 10L, 10L, 10L);
    }

    @Test
    void noWindowsAreRefused() {
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> TrainingLoop.fit(
                        new Level(), settings(5, 5, 0.01), new Fixed(10, 1), new Fixed(0, 1), new Log()))
                .withMessageContaining("10 windows to train and 0 to validate")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIES_TOO_SHORT));
    }

    /** Two steps of AdamW computed by hand from algorithm 2 of arXiv 1711.05101; the first gradient is clipped. */
    @Test
    void theOptimizerIsAdamWWithClippedGradients() {
        double[] gradients = {30, 0.5};
        double value = 1;
        double mean = 0;
        double square = 0;
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor flat = Tensors.of(new float[] {1}, 1);
            AdamW adam = new AdamW(flat, new float[1], new float[1], new float[] {0.1f}, 2);
            for (int step = 1; step <= 2; step++) {
                adam.step(Tensors.of(new float[] {(float) gradients[step - 1]}, 1), step, 0.01);
                double gradient = Math.min(gradients[step - 1], 2);
                value -= 0.01 * 0.1 * value;
                mean = 0.9 * mean + 0.1 * gradient;
                square = 0.999 * square + 0.001 * gradient * gradient;
                double unbiased = mean / (1 - Math.pow(0.9, step));
                value -= 0.01 * unbiased / (Math.sqrt(square / (1 - Math.pow(0.999, step))) + 1e-8);
                assertThat(flat.item()).isCloseTo(value, within(1e-6));
            }
        }
    }

    @Test
    void theLossIsTwicePinballPlusHalfTheSquaredError() {
        try (Tensors.Scope scope = Tensors.scope()) {
            Batch batch = new Batch(new Fixed(1, 3), new int[] {0}, 0, 1);
            float[] outputs = new float[2 * OUTPUTS];
            double expected = 0.5 * 9;
            for (double level : QuantileLevels.ALL) {
                expected += 2 * level * 3 / QuantileLevels.ALL.size();
            }
            double found = new QuantileLoss()
                    .sum(Tensors.of(outputs, 1, 2, OUTPUTS), batch)
                    .item();
            assertThat(found).isCloseTo(expected, within(1e-5));
        }
    }

    private static FitSettings settings(int epochs, int patience, double rate) {
        return new FitSettings(epochs, 1, 8, 1_000, patience, rate, 0, 1, 0);
    }

    /** One number per output, whatever the window. */
    private static final class Level implements Network {
        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.constant("level", 0, OUTPUTS));
        }

        @Override
        public Tensor forward(Weights weights, Batch batch, Tensors.Dropout dropout) {
            return weights.get("level")
                    .view(1, 1, OUTPUTS)
                    .expand(batch.past().size(0), batch.future().size(1), OUTPUTS);
        }
    }

    /** Adds the number of each epoch to the second value of what is fixed, and adds a hundredth of both to its level. */
    private static final class Counting implements Network {
        private final List<Long> sampled = new ArrayList<>();

        @Override
        public List<Parameter> parameters() {
            return List.of(
                    Parameter.constant("level", 0, OUTPUTS),
                    Parameter.fixed(
                            "fixed",
                            (values, random) -> {
                                values[0] = 2;
                                values[1] = 1;
                            },
                            1,
                            2));
        }

        @Override
        public Tensor forward(Weights weights, Batch batch, Tensors.Dropout dropout) {
            return weights.get("level")
                    .add(weights.get("fixed").sum().mul(0.01))
                    .view(1, 1, OUTPUTS)
                    .expand(batch.past().size(0), batch.future().size(1), OUTPUTS);
        }

        @Override
        public void adapt(int epoch, Weights weights, Supplier<Batch> sample) {
            sampled.add(sample.get().past().size(0));
            weights.get("fixed").addInPlace(Tensors.of(new float[] {0, epoch}, 1, 2), 1);
        }
    }

    /** Two days to forecast: the first is always {@code value}, the second is masked and absurd. */
    private record Fixed(int size, float value) implements WindowSet {
        @Override
        public int lookBack() {
            return 1;
        }

        @Override
        public int horizon() {
            return 2;
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
            for (int i = 0; i < windows.length; i++) {
                batch.target()[2 * i] = value;
                batch.weight()[2 * i] = 1;
                batch.target()[2 * i + 1] = 1000;
            }
            return batch;
        }

        @Override
        public double scale(int window) {
            return 1;
        }

        @Override
        public float[] history(int window) {
            return new float[0];
        }
    }

    private static final class Log implements FitSession {
        private final List<Integer> bestEpochs = new ArrayList<>();
        private final List<Boolean> offered = new ArrayList<>();

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public @Nullable Path resumeFrom() {
            return null;
        }

        @Override
        public void batchEnded(int epoch, int batch, int batches, double trainLoss) {
            assertThat(batch).isBetween(1, batches);
        }

        @Override
        public void epochEnded(CurvePoint losses, int bestEpoch) {
            bestEpochs.add(bestEpoch);
        }

        @Override
        public void progressed(double share, String message) {}

        @Override
        public void noted(String message) {}

        @Override
        public void checkpoint(int epoch, boolean best, CheckpointWriter writer) {
            offered.add(best);
        }
    }
}
