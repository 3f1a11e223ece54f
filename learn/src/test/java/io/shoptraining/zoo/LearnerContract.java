package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.WindowSet;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every learner must do, whatever the model. */
abstract class LearnerContract {
    static final int LOOK_BACK = 28;
    static final int HORIZON = 9;
    static final int DAYS = 500;
    static final int TRAIN_END = 350;
    private static final int VALIDATION_END = 420;

    @TempDir
    Path folder = Path.of("unset");

    abstract Learner learner();

    /** Settings that are not the defaults. */
    Map<String, Object> own() {
        return Map.of();
    }

    @Test
    void learnsAWeeklyPatternBetterThanTheMeanOfTheWindow() {
        float[] series = weekly();
        DailyWindows test = new DailyWindows(series, VALIDATION_END, DAYS, LOOK_BACK, HORIZON);
        try (TrainedModel model = fit(series, 1, 6, Listener.quiet())) {
            float[][][] forecasts = model.predict(test);
            double model2 = 0;
            double mean2 = 0;
            for (int i = 0; i < forecasts.length; i++) {
                int origin = VALIDATION_END + i;
                float mean = 0;
                for (int day = origin - LOOK_BACK; day < origin; day++) {
                    mean += series[day] / LOOK_BACK;
                }
                for (int h = 0; h < HORIZON; h++) {
                    model2 += Math.pow(forecasts[i][h][0] - series[origin + h], 2);
                    mean2 += Math.pow(mean - series[origin + h], 2);
                }
            }
            assertThat(model2).isLessThan(0.5 * mean2);
        }
    }

    @Test
    void aSavedModelForecastsTheSameBitForBit() {
        float[] series = weekly();
        Path file = folder.resolve("model.pth");
        try (TrainedModel model = fit(series, 1, 2, Listener.quiet())) {
            boolean written = model.save(file);
            assertThat(Files.exists(file)).isEqualTo(written);
            try (TrainedModel back = learner().load(spec(1, 2), written ? file : null, model.description())) {
                assertThat(back.predict(tail(series))).isDeepEqualTo(model.predict(tail(series)));
            }
        }
    }

    @Test
    void quantilesRiseAndNothingIsNegativeWhateverTheSeries() {
        float[] constant = new float[DAYS];
        Arrays.fill(constant, 1);
        float[] rare = new float[DAYS];
        for (int i = 0; i < DAYS; i += 50) {
            rare[i] = 50;
        }
        for (float[] series : List.of(constant, new float[DAYS], rare, weekly())) {
            try (TrainedModel model = fit(series, 1, 1, Listener.quiet())) {
                for (float[][] window : model.predict(tail(series))) {
                    assertThat(window).hasNumberOfRows(HORIZON);
                    for (float[] day : window) {
                        assertThat(day).hasSize(QuantileLevels.OUTPUTS);
                        assertThat(day[0]).isFinite().isNotNegative();
                        assertThat(day[1]).isNotNegative();
                        for (int q = 2; q < day.length; q++) {
                            assertThat(day[q]).isFinite().isGreaterThanOrEqualTo(day[q - 1]);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameModelAndCurve() {
        float[] series = weekly();
        try (TrainedModel one = fit(series, 7, 2, Listener.quiet());
                TrainedModel two = fit(series, 7, 2, Listener.quiet())) {
            assertThat(one.curve()).isEqualTo(two.curve());
            assertThat(one.predict(tail(series))).isDeepEqualTo(two.predict(tail(series)));
        }
    }

    @Test
    void aTrainingWithEpochsEndsAtTheNextBatchWhenCancelled() {
        Listener listener = Listener.cancelling(3);
        try (TrainedModel model = fit(weekly(), 1, 5, listener)) {
            assertThat(model.curve())
                    .as("only a model without epochs may finish")
                    .isEmpty();
        } catch (CancellationException e) {
            assertThat(listener.batches).isEqualTo(3);
        }
    }

    @Test
    void aResumedTrainingGivesTheSameFileBitForBit() throws IOException {
        float[] series = weekly();
        Path checkpoint = folder.resolve("epoch2.pth");
        try (TrainedModel whole = fit(series, 3, 4, Listener.keeping(2, checkpoint))) {
            if (Files.notExists(checkpoint)) {
                return; // a model without checkpoints starts afresh
            }
            Listener resuming = Listener.resuming(checkpoint);
            try (TrainedModel resumed = fit(series, 3, 4, resuming)) {
                assertThat(resuming.batches).isEqualTo(2 * ((TRAIN_END - LOOK_BACK - HORIZON + 1 + 31) / 32));
                assertThat(resumed.curve()).isEqualTo(whole.curve());
                Path one = folder.resolve("whole.pth");
                Path two = folder.resolve("resumed.pth");
                whole.save(one);
                resumed.save(two);
                assertThat(Files.mismatch(one, two)).isEqualTo(-1);
            }
        }
    }

    @Test
    void aCheckpointOfAnotherSeedIsRefused() {
        float[] series = weekly();
        Path checkpoint = folder.resolve("epoch1.pth");
        try (TrainedModel model = fit(series, 3, 1, Listener.keeping(1, checkpoint))) {
            if (Files.exists(checkpoint)) {
                assertThatExceptionOfType(ShopTrainingException.class)
                        .isThrownBy(() -> fit(series, 4, 1, Listener.resuming(checkpoint)))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
            }
        }
    }

    TrainedModel fit(float[] series, long seed, int epochs, Listener listener) {
        return learner().fit(spec(seed, epochs), lessons(series), listener);
    }

    Lessons lessons(float[] series) {
        return new Lessons(
                new DailyWindows(series, LOOK_BACK, TRAIN_END, LOOK_BACK, HORIZON),
                new DailyWindows(series, TRAIN_END, VALIDATION_END, LOOK_BACK, HORIZON));
    }

    static WindowSet tail(float[] series) {
        return new DailyWindows(series, VALIDATION_END, DAYS, LOOK_BACK, HORIZON);
    }

    TrainingSpec spec(long seed, int epochs) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : learner().type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.putAll(own());
        settings.computeIfPresent("hidden_size", (name, value) -> 16);
        settings.computeIfPresent("batch_size", (name, value) -> 32);
        SeriesScope scope = new SeriesScope(TrainingMode.PRODUCT, new Ids(List.of("p1")), new Ids(List.of()), null);
        return new TrainingSpec(scope, learner().type().name(), settings, epochs, HORIZON, LOOK_BACK, 4, seed);
    }

    /** Strong weekends, some noise, mean about 1. */
    static float[] weekly() {
        Random random = new Random(11);
        float[] series = new float[DAYS];
        for (int day = 0; day < DAYS; day++) {
            float level = day % 7 >= 5 ? 2.2f : 0.5f;
            series[day] = Math.max(0, level + 0.1f * (float) random.nextGaussian());
        }
        return series;
    }
}
