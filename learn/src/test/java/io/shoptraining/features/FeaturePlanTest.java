package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FeaturePlanTest {
    private static final TrainingSpec SPEC = Samples.spec("seasonal_naive", 14, 7, 2);

    @RandomSeeds(count = 20)
    void aPlanThatWentThroughJsonGivesTheSameArrays(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        FeaturePlan plan = FeaturePlan.learn(spec, histories);
        FeaturePlan again = FeaturePlan.fromMap(Json.readObject(Json.write(plan.toMap())));
        assertThat(again).isEqualTo(plan);
        SeriesWindows future = plan.future(histories);
        SeriesWindows futureAgain = again.future(histories);
        for (int window = 0; window < future.size(); window++) {
            assertThat(Samples.arrays(futureAgain, window).get(0))
                    .isEqualTo(Samples.arrays(future, window).get(0));
            assertThat(Samples.arrays(futureAgain, window).get(1))
                    .isEqualTo(Samples.arrays(future, window).get(1));
        }
    }

    @RandomSeeds(count = 20)
    void everyFeatureIsFiniteAndOfTheSizeOfOne(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        FeaturePlan plan = FeaturePlan.learn(spec, histories);
        SeriesWindows windows = plan.split(spec, histories).train();
        for (int window = 0; window < windows.size(); window++) {
            for (float[] array : Samples.arrays(windows, window)) {
                for (float value : array) {
                    assertThat(value).isBetween(-20f, 20f);
                }
            }
        }
    }

    @Test
    void aSeriesThatIsADayTooShortIsRefusedWithBothNumbers() {
        int needed = SPEC.requiredDays();
        assertThat(needed).isEqualTo(14 + 14 + 14 + 14);
        History exact = Samples.plain(sales(needed, 3));
        assertThat(FeaturePlan.learn(SPEC, List.of(exact))
                        .split(SPEC, List.of(exact))
                        .train()
                        .size())
                .isEqualTo(8);
        assertThatThrownBy(() -> FeaturePlan.learn(SPEC, List.of(Samples.plain(sales(needed - 1, 3)))))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIES_TOO_SHORT))
                .hasMessageContaining("product P1 has 55 days")
                .hasMessageContaining("needed are 56");
    }

    @Test
    void aPanelLeavesOutItsShortSeriesAndSaysSo() {
        History old = Samples.plain(sales(80, 3));
        History young = new History(null, "P2", Samples.START.plusDays(60), sales(20, 5), Map.of());
        List<History> both = List.of(old, young);
        FeaturePlan plan = FeaturePlan.learn(SPEC, both);
        assertThat(plan.scales()).hasSize(1);
        Splits splits = plan.split(SPEC, both);
        assertThat(splits.notes()).hasSize(1);
        assertThat(splits.notes().get(0)).contains("1 of 2 series", "product P2");
        assertThat(plan.scales(both)).containsExactly(3, 5);
    }

    @Test
    void aSeriesThatEndedEarlierIsLearnedFromButNotMeasuredOnDaysItDoesNotHave() {
        History going = Samples.plain(sales(80, 3));
        History ended = new History(null, "P2", Samples.START, sales(50, 5), Map.of());
        List<History> both = List.of(going, ended);
        Splits splits = FeaturePlan.learn(SPEC, both).split(SPEC, both);
        assertThat(splits.notes()).isEmpty();
        assertThat(splits.train().size()).isEqualTo((80 - 28 - 7 - 14 + 1) + (50 - 7 - 14 + 1));
        for (int window = 0; window < splits.heldOut().size(); window++) {
            assertThat(splits.heldOut().series(window)).isEqualTo(0);
        }
    }

    @Test
    void zerosAndConstantsKeepAScaleAboveZero() {
        for (double level : new double[] {0, 1e-12, 7}) {
            History history = Samples.plain(sales(60, level));
            FeaturePlan plan = FeaturePlan.learn(SPEC, List.of(history));
            assertThat(plan.scales(List.of(history))[0]).isGreaterThan(0);
            float[] past = Samples.arrays(plan.split(SPEC, List.of(history)).train(), 0)
                    .get(0);
            assertThat(past[0]).isEqualTo(level == 7 ? 1 : 0, within(1e-5f));
        }
    }

    @Test
    void aSeriesThatStartsWithinTheLookBackIsFilledUpWithItsTypicalSales() {
        History old = Samples.plain(sales(60, 3));
        FeaturePlan plan = FeaturePlan.learn(SPEC, List.of(old));
        History young = new History(null, "new", Samples.START, new double[] {2, 4, 0}, Map.of());
        float[] past = Samples.arrays(plan.future(List.of(young)), 0).get(0);
        int features = plan.pastNames().size();
        assertThat(past[0]).isEqualTo(2f / 3);
        assertThat(past[10 * features]).isEqualTo(2f / 3);
        assertThat(past[11 * features]).isEqualTo(2f / 3);
        assertThat(past[12 * features]).isEqualTo(4f / 3);
        assertThat(past[13 * features]).isEqualTo(0);
    }

    @Test
    void afterTheEndThereIsNoPromotionTheLastPriceAndTheUsualOpening() {
        int days = 63;
        double[] promotion = sales(days, 1);
        double[] price = sales(days, 10);
        price[days - 1] = 12;
        double[] open = sales(days, 1);
        for (int day = 6; day < days; day += 7) {
            open[day] = 0;
        }
        open[days - 1] = 1; // one open Sunday does not make Sundays open
        History history = new History(
                null,
                "P1",
                Samples.START,
                sales(days, 3),
                Map.of(History.PROMOTION, promotion, History.PRICE, price, History.OPEN, open));
        FeaturePlan plan = FeaturePlan.learn(SPEC, List.of(history));
        assertThat(plan.futureNames()).containsSequence("all_weekday", "open", "price", "promotion", "open_yesterday");
        float[] future = Samples.arrays(plan.future(List.of(history)), 0).get(1);
        int features = plan.futureNames().size();
        int open0 = plan.futureNames().indexOf("open");
        for (int day = 0; day < 7; day++) {
            int at = day * features + open0;
            assertThat(future[at]).as("open on day %d", day).isEqualTo(day == 6 ? 0 : 1);
            assertThat(future[at + 1]).isEqualTo(0.2f, within(1e-6f));
            assertThat(future[at + 2]).isEqualTo(0);
            assertThat(future[day * features + plan.futureNames().indexOf("monday") + day])
                    .as("weekday")
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsPlannedIsReadOnTheDaysToForecastAndWhatIsKnownAfterwardsIsNot() {
        int days = 63;
        Map<String, double[]> covariates =
                Map.of("school_holiday", sales(days, 1), "customers", sales(days, 80), History.OPEN, sales(days, 1));
        History history = new History(
                null,
                "P1",
                Samples.START,
                sales(days, 3),
                covariates,
                Set.of("school_holiday", History.OPEN),
                new boolean[0],
                Map.of("school_holiday", new double[] {1, Double.NaN, 1}, History.OPEN, new double[] {1, 1, 1, 0}),
                Traits.NONE);
        FeaturePlan plan = FeaturePlan.learn(SPEC, List.of(history));
        assertThat(plan.planned()).containsExactly("open", "school_holiday");
        assertThat(plan.pastNames()).contains("school_holiday", "customers");
        assertThat(plan.futureNames()).contains("school_holiday_tomorrow").doesNotContain("customers");
        float[] future = Samples.arrays(plan.future(List.of(history)), 0).get(1);
        int features = plan.futureNames().size();
        int at = plan.futureNames().indexOf("school_holiday");
        assertThat(new float[] {future[at], future[features + at], future[2 * features + at], future[3 * features + at]
                })
                .containsExactly(1, 0, 1, 0);
        int open = plan.futureNames().indexOf("open");
        assertThat(future[3 * features + open]).isZero();
        assertThat(history.closed(days, 7)).containsExactly(false, false, false, true, false, false, false);
    }

    @Test
    void aSeriesWhoseRowsTellOfSalesHidesAllOfItsPlans() {
        History history = new History(
                null,
                "P1",
                Samples.START,
                sales(9, 3),
                Map.of("snap", sales(9, 1)),
                Set.of("snap"),
                new boolean[0],
                Map.of(),
                Traits.NONE);
        assertThat(history.knownAfterwards().covariates()).containsOnlyKeys("snap_seen");
    }

    @Test
    void closedAndUnknownDaysDoNotCount() {
        double[] sales = sales(60, 3);
        double[] open = sales(60, 1);
        sales[20] = Double.NaN;
        sales[21] = 0;
        open[21] = 0;
        History history = new History(null, "P1", Samples.START, sales, Map.of(History.OPEN, open));
        FeaturePlan plan = FeaturePlan.learn(SPEC, List.of(history));
        List<float[]> window = Samples.arrays(plan.split(SPEC, List.of(history)).train(), 4);
        assertThat(window.get(3)).containsExactly(1, 1, 0, 0, 1, 1, 1);
        assertThat(window.get(2)).containsExactly(1, 1, 0, 0, 1, 1, 1);
    }

    @Test
    void aCovariateOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new History(null, "P", Samples.START, sales(5, 1), Map.of("price", sales(4, 1))))
                .hasMessageContaining("price has 4 days, the quantity has 5");
    }

    private static double[] sales(int days, double level) {
        double[] sales = new double[days];
        Arrays.fill(sales, level);
        return sales;
    }
}
