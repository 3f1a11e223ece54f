package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.Samples;
import io.shoptraining.features.WindowSet;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

final class RuleLearnerTest {
    private static final int HORIZON = 8;
    private static final TrainingSpec SPEC = Samples.spec("rule", 7, HORIZON, 1);
    private static final WindowSet WINDOWS = new DailyWindows(numbers(40), 7, 40, 7, HORIZON);

    @Test
    void quantilesAreThoseOfTheErrorsInSpreadsByWeekAhead() {
        Rule rule = (windows, window) -> new Rule.Outlook(filled(5), filled(window % 2 == 0 ? 2 : 4));
        TrainedModel model = learner(rule, 1000).fit(SPEC, new Lessons(WINDOWS, WINDOWS), Listener.quiet());
        double[] errors = new double[WINDOWS.size()];
        for (int window = 0; window < errors.length; window++) {
            errors[window] = (7 + window + 7 - 5) / (window % 2 == 0 ? 2.0 : 4.0);
        }
        Arrays.sort(errors);
        double median = OrderStatistics.quantile(errors, 0.5);
        int half = 1 + QuantileLevels.ALL.indexOf(0.5);
        float[][][] said = model.predict(WINDOWS);
        assertThat(said[0][7][half]).isCloseTo((float) (5 + 2 * median), within(1e-5f));
        assertThat(said[1][7][half]).isCloseTo((float) (5 + 4 * median), within(1e-5f));
    }

    @Test
    void aSeriesTooShortToTellItsSpreadHasTheUsualOne() {
        Rule rule = (windows, window) ->
                window == 0 ? Rule.Outlook.unsure(5, HORIZON) : new Rule.Outlook(filled(5), filled(3));
        TrainedModel model = learner(rule, 1000).fit(SPEC, new Lessons(WINDOWS, WINDOWS), Listener.quiet());
        float[][][] said = model.predict(WINDOWS);
        assertThat(said[0]).isDeepEqualTo(said[1]);
    }

    @Test
    void aConstantSeriesTellsNothingOfErrors() {
        Rule rule = (windows, window) -> new Rule.Outlook(filled(5), filled(0));
        TrainedModel model = learner(rule, 1000).fit(SPEC, new Lessons(WINDOWS, WINDOWS), Listener.quiet());
        assertThat(model.predict(WINDOWS)[0][0]).containsOnly(5f);
    }

    @Test
    void nobodySellsLessThanNothing() {
        Rule rule = (windows, window) -> new Rule.Outlook(filled(-1000), filled(1));
        TrainedModel model = learner(rule, 1000).fit(SPEC, new Lessons(WINDOWS, WINDOWS), Listener.quiet());
        for (float[] day : model.predict(WINDOWS)[0]) {
            assertThat(day[0]).isZero();
            assertThat(day[1]).isNotNegative();
        }
    }

    @Test
    void errorsAreLookedAtOnFewWindowsOfAllWeekdays() {
        int[] asked = new int[7];
        Rule rule = (windows, window) -> {
            asked[window % 7]++;
            return Rule.Outlook.plain(filled(5));
        };
        WindowSet many = new DailyWindows(numbers(600), 7, 600, 7, HORIZON);
        learner(rule, many.size() / 7).fit(SPEC, new Lessons(many, many), Listener.quiet());
        assertThat(asked).doesNotContain(0);
        assertThat(Arrays.stream(asked).sum()).isLessThanOrEqualTo(many.size() / 7);
    }

    @Test
    void aTrainingStopsBeforeTheNextWindowWhenCancelled() {
        int[] asked = {0};
        Listener listener = Listener.cancelling(3);
        Rule rule = (windows, window) -> {
            asked[0]++;
            listener.batches++;
            return Rule.Outlook.plain(filled(5));
        };
        assertThatThrownBy(() -> learner(rule, 1000).fit(SPEC, new Lessons(WINDOWS, WINDOWS), listener))
                .isInstanceOf(CancellationException.class);
        assertThat(asked[0]).isEqualTo(3);
    }

    @Test
    void aDescriptionThatDoesNotTellTheErrorsIsDamaged() {
        List<Double> week = Collections.nCopies(QuantileLevels.ALL.size(), 0.5);
        List<Double> short1 = Collections.nCopies(3, 0.5);
        damaged(Map.of(), "error_quantiles");
        damaged(Map.of("error_quantiles", List.of(week, short1)), "11 numbers for each week");
        damaged(Map.of("error_quantiles", List.of(week)), "1 weeks ahead, it forecasts 8 days");
        damaged(Map.of("error_quantiles", "none"), "error_quantiles");
        learner((windows, window) -> Rule.Outlook.plain(filled(5)), 1)
                .load(SPEC, null, Map.of("error_quantiles", List.of(week, week)))
                .close();
    }

    private static void damaged(Map<String, Object> description, String says) {
        assertThatThrownBy(() -> learner((windows, window) -> Rule.Outlook.plain(filled(5)), 1)
                        .load(SPEC, null, description))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE))
                .hasMessageContaining(says);
    }

    private static Learner learner(Rule rule, int mostWindows) {
        return new RuleLearner(new ModelType("rule", "A rule.", List.of(), null), mostWindows, spec -> rule);
    }

    private static double[] filled(double value) {
        double[] values = new double[HORIZON];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] numbers(int days) {
        float[] series = new float[days];
        for (int day = 0; day < days; day++) {
            series[day] = day;
        }
        return series;
    }
}
