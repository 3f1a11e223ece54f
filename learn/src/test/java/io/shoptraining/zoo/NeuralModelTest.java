package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.PthFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeuralModelTest {
    private static final Map<String, Object> DESCRIPTION =
            Map.of("past_features", 8, "future_features", 9, "references", 2, "id_sizes", List.of(1, 2));

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void weightsAreNamedAsInTorch() {
        assertThat(saved(Mlstm.learner()))
                .containsKeys("patch.weight", "blocks.0.norm.weight", "blocks.0.forget_gate.bias", "norm.weight");
        assertThat(saved(Transformer.learner()))
                .containsKeys("position", "blocks.1.attention.qkv.weight", "norm.bias", "head.out.weight");
    }

    @Test
    void forgetGatesStartFromThreeToSixOverTheHeads() {
        FloatArray bias = saved(Mlstm.learner()).get("blocks.0.forget_gate.bias");
        assertThat(bias).isNotNull();
        assertThat(bias.values()[0]).isBetween(2.9f, 3.1f);
        assertThat(bias.values()[3]).isBetween(5.9f, 6.1f);
    }

    @Test
    void aFileOfAnotherModelIsRefused() {
        Learner mlstm = Mlstm.learner();
        saved(mlstm);
        refused(Transformer.learner(), "its settings ask for");
    }

    @Test
    void weightsOfAnotherShapeAreRefused() {
        Map<String, FloatArray> weights = saved(Mlstm.learner());
        weights.put("norm.bias", new FloatArray(new long[] {2}, new float[2]));
        PthFile.write(file(), weights);
        refused(Mlstm.learner(), "norm.bias are not of shape [32]");
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() {
        Map<String, FloatArray> weights = saved(Mlstm.learner());
        FloatArray bias = weights.get("norm.bias");
        assertThat(bias).isNotNull();
        bias.values()[3] = Float.NaN;
        PthFile.write(file(), weights);
        refused(Mlstm.learner(), "norm.bias hold NaN");
    }

    @Test
    void aDescriptionWithoutSizesIsRefused() {
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> Mlstm.learner().load(spec(Mlstm.learner(), 4), file(), Map.of()))
                .withMessageContaining("needed are past_features");
    }

    /** Trained on days of another spread, so that the network's own quantiles are far too wide. */
    @Test
    void quantilesCoverTheirShareOfTheDaysThatDecidedWhenToStop() {
        Random random = new Random(3);
        float[] wild = new float[400];
        float[] calm = new float[20_000];
        for (int day = 0; day < calm.length; day++) {
            calm[day] = 2 + 0.1f * (float) random.nextGaussian();
            wild[day % wild.length] = Math.max(0, 2 + (float) random.nextGaussian());
        }
        DailyWindows days = new DailyWindows(calm, 28, calm.length, 28, 9);
        Lessons lessons = new Lessons(new DailyWindows(wild, 28, wild.length, 28, 9), days);
        try (TrainedModel model = Tcn.learner().fit(spec(Tcn.learner(), 4), lessons, Listener.quiet())) {
            float[][][] said = model.predict(days);
            int inside = 0;
            for (int window = 0; window < said.length; window++) {
                for (int day = 0; day < 9; day++) {
                    float sold = calm[28 + window + day];
                    inside += sold >= said[window][day][2] && sold <= said[window][day][10] ? 1 : 0;
                }
            }
            assertThat(inside / (9.0 * said.length)).isBetween(0.75, 0.92);
        }
    }

    @Test
    void fewDaysMoveQuantilesLittle() {
        float[] series = LearnerContract.weekly();
        double few = moves(series, 60);
        double many = moves(series, 400);
        assertThat(few).isLessThan(0.06);
        assertThat(many).isGreaterThan(2 * few);
    }

    /** The most that any quantile is moved, over the forecast, when so many days decided when to stop. */
    private static double moves(float[] series, int days) {
        Lessons lessons =
                new Lessons(new DailyWindows(series, 28, 100, 28, 9), new DailyWindows(series, 28, 28 + days, 28, 9));
        try (TrainedModel model = Tcn.learner().fit(spec(Tcn.learner(), 4), lessons, Listener.quiet())) {
            NetworkFacts facts = Description.read(model.description(), NetworkFacts.class, "");
            return Objects.requireNonNull(facts.errors()).ratios().stream()
                    .flatMap(List::stream)
                    .mapToDouble(Math::abs)
                    .max()
                    .orElseThrow();
        }
    }

    @Test
    void aModelOfBeforeErrorsWereLearnedAndHeadsCouldBeChosenForecastsStill() {
        saved(Tcn.learner());
        TrainingSpec now = spec(Tcn.learner(), 4);
        Map<String, Object> settings = new LinkedHashMap<>(now.hyperparameters());
        settings.keySet().removeAll(List.of("head", "tweedie_power", "windows_per_epoch"));
        TrainingSpec then = new TrainingSpec(now.scope(), now.modelType(), settings, 1, 9, 28, 4, 1);
        try (TrainedModel model = Tcn.learner().load(then, file(), DESCRIPTION)) {
            assertThat(model.predict(LearnerContract.tail(LearnerContract.weekly())))
                    .isNotEmpty();
            assertThat(model.description()).containsAllEntriesOf(DESCRIPTION).containsEntry("errors", null);
        }
    }

    @Test
    void aWidthThatHeadsDoNotDivideIsRefused() {
        for (Learner learner : List.of(Mlstm.learner(), Transformer.learner())) {
            assertThatExceptionOfType(ShopTrainingException.class)
                    .isThrownBy(() -> learner.load(spec(learner, 5), file(), DESCRIPTION))
                    .withMessageContaining("32 is not a multiple of heads, 5")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        }
    }

    private void refused(Learner learner, String reason) {
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> learner.load(spec(learner, 4), file(), DESCRIPTION))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    private Map<String, FloatArray> saved(Learner learner) {
        float[] series = LearnerContract.weekly();
        DailyWindows windows = new DailyWindows(series, 28, 100, 28, 9);
        TrainingSpec spec = spec(learner, 4);
        try (TrainedModel model = learner.fit(spec, new Lessons(windows, windows), Listener.quiet())) {
            assertThat(model.description()).containsAllEntriesOf(DESCRIPTION).containsKey("errors");
            assertThat(model.save(file())).isTrue();
        }
        return PthFile.read(file());
    }

    private Path file() {
        return folder.resolve("model.pth");
    }

    private static TrainingSpec spec(Learner learner, int heads) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : learner.type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.put("heads", heads);
        SeriesScope scope = new SeriesScope(TrainingMode.PRODUCT, new Ids(List.of("p1")), new Ids(List.of()), null);
        return new TrainingSpec(scope, learner.type().name(), settings, 1, 9, 28, 4, 1);
    }
}
