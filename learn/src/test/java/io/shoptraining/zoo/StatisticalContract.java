package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.Samples;
import io.shoptraining.features.WindowSet;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every model must do that looks at the history of one series only. */
abstract class StatisticalContract extends LearnerContract {
    private static final int END = 420;

    private static final int DAYS = END + HORIZON;

    @RandomSeeds(count = 20)
    void salesFourTimesAsLargeGiveForecastsFourTimesAsLarge(Random random) {
        float[] series = randomSales(random);
        float[] larger = new float[series.length];
        for (int day = 0; day < series.length; day++) {
            larger[day] = 4 * series[day];
        }
        try (TrainedModel one = fit(series, 1, 1, Listener.quiet());
                TrainedModel four = fit(larger, 1, 1, Listener.quiet())) {
            float[][] small = one.predict(last(series))[0];
            float[][] large = four.predict(last(larger))[0];
            for (int day = 0; day < HORIZON; day++) {
                for (int output = 0; output < small[day].length; output++) {
                    assertThat(large[day][output]).isEqualTo(4 * small[day][output]);
                }
            }
        }
    }

    @RandomSeeds(count = 20)
    void gapsInAConstantSeriesChangeNothing(Random random) {
        float constant = 1 + random.nextInt(50);
        float[] series = new float[DAYS];
        Arrays.fill(series, constant);
        double share = random.nextDouble() * 0.9;
        for (int day = 0; day < END - 7; day++) {
            series[day] = random.nextDouble() < share ? Float.NaN : constant;
        }
        try (TrainedModel model = fit(weekly(), 1, 1, Listener.quiet())) {
            for (float[] day : model.predict(last(series))[0]) {
                assertThat(day[0]).isCloseTo(constant, within(1e-4f * constant));
            }
        }
    }

    @RandomSeeds(count = 5)
    void aWindowIsForecastTheSameAloneAndAmongOthers(Random random) {
        float[] series = randomSales(random);
        try (TrainedModel model = fit(series, 1, 1, Listener.quiet())) {
            WindowSet all = new DailyWindows(series, 300, DAYS, LOOK_BACK, HORIZON);
            float[][][] together = model.predict(all);
            for (int window = 0; window < together.length; window += 10) {
                int origin = 300 + window;
                WindowSet alone = new DailyWindows(series, origin, origin + HORIZON, LOOK_BACK, HORIZON);
                assertThat(model.predict(alone)[0]).isDeepEqualTo(together[window]);
            }
        }
    }

    @Test
    void withoutAKnownDayLatelyASeriesSellsWhatIsTypicalAndANewOneNothing() {
        Map<String, Object> settings = new LinkedHashMap<>(spec(1, 1).hyperparameters());
        settings.computeIfPresent("history_days", (name, value) -> 28);
        TrainingSpec plain = spec(1, 1);
        TrainingSpec spec = new TrainingSpec(
                plain.scope(), plain.modelType(), settings, 1, HORIZON, LOOK_BACK, plain.folds(), plain.seed());
        double[] sales = new double[400];
        Arrays.fill(sales, 6);
        Arrays.fill(sales, 0, 100, 18);
        History learned = Samples.plain(sales);
        FeaturePlan plan = FeaturePlan.learn(spec, List.of(learned));
        Arrays.fill(sales, 360, 400, Double.NaN);
        double[] unknown = {Double.NaN, Double.NaN};
        List<History> asked = List.of(Samples.plain(sales), new History(null, "P2", Samples.START, unknown, Map.of()));
        try (TrainedModel model = fit(weekly(), 1, 1, Listener.quiet());
                TrainedModel back = learner().load(spec, null, model.description())) {
            float[][][] forecasts = back.predict(plan.future(asked));
            double scale = plan.scales(asked)[0];
            double typical = (100 * 18 + 246 * 6) / 346.0;
            assertThat(forecasts[0][0][0] * scale).isCloseTo(typical, within(1e-4));
            assertThat(forecasts[1][0][0]).isZero();
        }
    }

    /** For a model that knows of no weekdays. */
    void saysTheLevelOfTheWeeklySeries() {
        float[] series = weekly();
        try (TrainedModel model = fit(series, 1, 1, Listener.quiet())) {
            for (float[] day : model.predict(last(series))[0]) {
                assertThat(day[0]).isCloseTo((5 * 0.5f + 2 * 2.2f) / 7, within(0.15f));
            }
        }
    }

    /** Weekdays, a trend, noise, some days without sales; whole numbers, so that four times as much is exact. */
    static float[] randomSales(Random random) {
        float[] series = new float[500];
        double trend = random.nextGaussian() * 0.02;
        double share = random.nextBoolean() ? 0.6 : 0.05;
        int[] weekdays = random.ints(7, 0, 10).toArray();
        for (int day = 0; day < series.length; day++) {
            double level = 12 + trend * day + weekdays[day % 7] + 3 * random.nextGaussian();
            series[day] = random.nextDouble() < share ? 0 : Math.max(0, Math.round(level));
        }
        return series;
    }

    private static WindowSet last(float[] series) {
        return new DailyWindows(Arrays.copyOf(series, DAYS), END, DAYS, LOOK_BACK, HORIZON);
    }
}
