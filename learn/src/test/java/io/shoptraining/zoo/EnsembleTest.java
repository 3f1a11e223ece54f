package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.Samples;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Beside the contract: what is chosen, why, and what is kept of it. */
final class EnsembleTest extends LearnerContract {
    private static final int EXAM_START = 300;

    private final Listener listener = Listener.quiet();
    private final List<String> trained = new ArrayList<>();

    @Override
    Learner learner() {
        return Ensemble.auto(ModelZoo::find);
    }

    @Override
    Lessons lessons(float[] series) {
        Lessons lessons = super.lessons(series);
        Lessons earlier = new Lessons(
                new DailyWindows(series, LOOK_BACK, 250, LOOK_BACK, HORIZON),
                new DailyWindows(series, 250, EXAM_START, LOOK_BACK, HORIZON));
        WindowSet exam = new DailyWindows(series, EXAM_START, TRAIN_END, LOOK_BACK, HORIZON);
        return new Lessons(
                lessons.train(),
                lessons.validation(),
                windows -> windows > 2 ? Optional.empty() : Optional.of(new Lessons.Rehearsal(earlier, exam)));
    }

    @Test
    void twoModelsWithOppositeErrorsAreHalvedAndTheUselessOneIsNotTrainedAgain() {
        Learner ensemble = Ensemble.ensemble(zoo(Map.of("ets", 1.5f, "tsb", -1.5f)));
        try (TrainedModel model = ensemble.fit(spec(ensemble), lessons(flat()), listener)) {
            assertThat(model.predict(tail(flat()))[0][0][0]).isEqualTo(10);
            assertThat(trained)
                    .containsExactly(
                            "weekday_mean",
                            "mean_28",
                            "ets",
                            "theta",
                            "tsb",
                            "lightgbm",
                            "xgboost",
                            "tcn",
                            "ets",
                            "tsb");
            assertThat(listener.notes).singleElement().asString().contains("ets 50 %", "tsb 50 %", "chosen 0.0000");
            assertThat(Json.write(model.description())).contains("\"wape\":{\"ets\":0.15");
        }
    }

    @Test
    void autoTakesOneModelAloneWhereAMixtureIsHardlyBetter() {
        Learner auto = Ensemble.auto(zoo(Map.of("theta", 0f)));
        try (TrainedModel model = auto.fit(spec(auto), lessons(flat()), listener)) {
            assertThat(trained.subList(8, trained.size())).containsExactly("theta");
            assertThat(listener.notes).allSatisfy(note -> assertThat(note).contains("theta 100 %"));
        }
    }

    @Test
    void aCandidateThatFailsIsLeftOutAndTheLogSaysSo() {
        Learner ensemble = Ensemble.ensemble(zoo(Map.of("tsb", 0f, "ets", Float.NaN)));
        try (TrainedModel model = ensemble.fit(spec(ensemble), lessons(flat()), listener)) {
            assertThat(listener.notes)
                    .anySatisfy(note -> assertThat(note).isEqualTo("ets is left out: the loss is NaN"));
            assertThat(trained).doesNotContain("ets");
        }
    }

    @Test
    void withoutARehearsalItIsTheMeanOfSomeRulesAndTheLogSaysWhy() {
        Learner auto = learner();
        Lessons lessons = super.lessons(weekly());
        try (TrainedModel model = auto.fit(spec(auto), lessons, listener)) {
            assertThat(listener.notes)
                    .singleElement()
                    .asString()
                    .startsWith("the series are too short to try models out");
            assertThat(model.predict(tail(weekly()))[0][0][0]).isPositive();
        }
    }

    @Test
    void progressNeverFallsAndEndsWhole() {
        fit(weekly(), 1, 2, listener).close();
        assertThat(listener.shares).isSorted().last().isEqualTo(1.0);
    }

    @Test
    void settingsOfAMemberThatNobodyMayAskForAreRefused() {
        try (TrainedModel model = fit(weekly(), 1, 1, Listener.quiet())) {
            Path file = folder.resolve("model.zip");
            boolean written = model.save(file);
            Map<String, Object> description = Json.readObject(Json.write(model.description())
                    .replaceFirst("\"hyperparameters\":\\{.*?}", "\"hyperparameters\":{\"x\":1}"));
            assertThatExceptionOfType(ShopTrainingException.class)
                    .isThrownBy(() -> learner().load(spec(1, 1), written ? file : null, description))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
        }
    }

    private static float[] flat() {
        float[] days = new float[DAYS];
        Arrays.fill(days, 10);
        return days;
    }

    private static TrainingSpec spec(Learner learner) {
        TrainingSpec any = Samples.spec("any", LOOK_BACK, HORIZON, 4);
        return Member.of(learner, any).spec();
    }

    /** A zoo of models that say ten and something more, the ones that are not named two more. */
    private Function<String, Learner> zoo(Map<String, Float> errors) {
        return name -> new Constant(name, trained, errors.getOrDefault(name, 2f));
    }

    /** Says ten and an error on all days; NaN for one that cannot be trained. */
    private record Constant(String name, List<String> trained, float error) implements Learner {
        @Override
        public ModelType type() {
            return new ModelType(name, "Constant.", List.of(), null);
        }

        @Override
        public TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session) {
            if (Float.isNaN(error)) {
                throw new ShopTrainingException(ErrorCode.NON_FINITE_METRICS, "the loss is NaN");
            }
            trained.add(name);
            return new Trained(10 + error);
        }

        @Override
        public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
            throw new AssertionError("nobody loads it");
        }
    }

    private record Trained(float value) implements FilelessModel {
        @Override
        public float[][][] predict(WindowSet windows) {
            float[][][] all = new float[windows.size()][windows.horizon()][QuantileLevels.OUTPUTS];
            for (float[][] window : all) {
                for (float[] day : window) {
                    Arrays.fill(day, value);
                }
            }
            return all;
        }

        @Override
        public Map<String, Object> description() {
            return Map.of();
        }
    }
}
