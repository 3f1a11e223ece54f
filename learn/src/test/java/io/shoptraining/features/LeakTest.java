package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.task.TrainingSpec;
import io.shoptraining.testing.RandomSeeds;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Nothing that is learned, and nothing that a model reads, tells of the days it will be asked for. */
final class LeakTest {
    @RandomSeeds
    void aHeldOutDayChangesNothingThatPrecedesIt(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        int changedSeries = random.nextInt(histories.size());
        int days = histories.get(changedSeries).days();
        int changedDay = days - 1 - random.nextInt(spec.heldOutDays());
        List<History> changed = withDifferentDay(histories, changedSeries, changedDay);

        FeaturePlan plan = FeaturePlan.learn(spec, histories);
        FeaturePlan planAfter = FeaturePlan.learn(spec, changed);
        Splits before = plan.split(spec, histories);
        Splits after = planAfter.split(spec, changed);

        assertThat(planAfter).isEqualTo(plan);
        assertSame(before.train(), after.train());
        assertSame(before.validation(), after.validation());
        assertThat(after.heldOut().size()).isEqualTo(before.heldOut().size());
        for (int window = 0; window < before.heldOut().size(); window++) {
            List<float[]> was = Samples.arrays(before.heldOut(), window);
            List<float[]> is = Samples.arrays(after.heldOut(), window);
            LocalDate origin = histories
                    .get(before.heldOut().series(window))
                    .start()
                    .plusDays(before.heldOut().origin(window));
            // what happens in one series may be known to all of them, from the next day on
            boolean laterOrigin =
                    origin.isAfter(histories.get(changedSeries).start().plusDays(changedDay));
            if (!laterOrigin) {
                assertThat(is.get(0)).isEqualTo(was.get(0));
                assertThat(is.get(1)).isEqualTo(was.get(1));
            }
        }
    }

    @RandomSeeds
    void aWindowNeverReadsItsOwnTargets(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        FeaturePlan plan = FeaturePlan.learn(spec, histories);
        SeriesWindows windows = plan.split(spec, histories).train();
        int window = random.nextInt(windows.size());
        int day = windows.origin(window) + random.nextInt(spec.horizon());

        List<History> changed = withDifferentDay(histories, windows.series(window), day);
        SeriesWindows after = plan.split(spec, changed).train();

        List<float[]> was = Samples.arrays(windows, window);
        List<float[]> is = Samples.arrays(after, window);
        assertThat(is.get(0)).isEqualTo(was.get(0));
        assertThat(is.get(1)).isEqualTo(was.get(1));
    }

    /** Runs without sales, each of which ended with a sale. */
    private static boolean[] runs(double[] sales, Random random) {
        boolean[] soldOut = new boolean[sales.length];
        for (int day = 5 + random.nextInt(10); day < sales.length - 12; day += 12 + random.nextInt(20)) {
            int end = day + 1 + random.nextInt(10);
            Arrays.fill(sales, day, end, 0);
            Arrays.fill(soldOut, day, end, true);
            sales[end] = 5;
        }
        return soldOut;
    }

    private static History withRuns(double[] sales, boolean[] soldOut) {
        return new History(null, "P1", Samples.START, sales, Map.of(), Set.of(), soldOut, Map.of(), Traits.NONE);
    }

    @RandomSeeds
    void aStockOutThatHasNotEndedIsSeenAsDaysWithoutSales(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        double[] sales = Samples.randomSales(spec.requiredDays() + 60 + random.nextInt(800), random);
        boolean[] soldOut = runs(sales, random);
        History whole = withRuns(sales, soldOut);
        FeaturePlan plan = FeaturePlan.learn(spec, List.of(whole));
        SeriesWindows windows = plan.split(spec, List.of(whole)).train();
        for (int i = 0; i < 20; i++) {
            int window = random.nextInt(windows.size());
            int origin = windows.origin(window);
            boolean[] then = Arrays.copyOf(soldOut, origin);
            for (int day = origin - 1; day >= 0 && then[day]; day--) {
                then[day] = false; // nobody knows yet
            }
            SeriesWindows now = plan.future(List.of(withRuns(Arrays.copyOf(sales, origin), then)));
            List<float[]> later = Samples.arrays(windows, window);
            assertClose(Samples.arrays(now, 0).get(0), later.get(0));
            assertClose(Samples.arrays(now, 0).get(1), later.get(1));
            assertThat(windows.history(window)).isEqualTo(now.history(0));
            for (int day = 0; day < spec.horizon(); day++) {
                assertThat(later.get(3)[day]).isEqualTo(soldOut[origin + day] ? 0 : 1);
            }
        }
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @RandomSeeds
    void thePartsFollowEachOtherInTimeAndTheHeldOutFoldsDoNotOverlap(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        Splits splits = FeaturePlan.learn(spec, histories).split(spec, histories);
        for (int series = 0; series < histories.size(); series++) {
            List<Integer> train = origins(splits.train(), series);
            List<Integer> validation = origins(splits.validation(), series);
            List<Integer> heldOut = origins(splits.heldOut(), series);
            if (histories.get(series).days() < spec.requiredDays()) {
                assertThat(train).isEmpty();
                assertThat(validation).isEmpty();
                assertThat(heldOut).isEmpty();
                continue;
            }
            assertThat(heldOut).hasSize(spec.folds());
            for (int fold = 0; fold < heldOut.size(); fold++) {
                assertThat(heldOut.get(fold))
                        .isEqualTo(histories.get(series).days() - spec.heldOutDays() + fold * spec.horizon());
            }
            assertThat(train.get(train.size() - 1) + spec.horizon()).isEqualTo(validation.get(0));
            assertThat(validation.get(validation.size() - 1) + spec.horizon()).isEqualTo(heldOut.get(0));
        }
    }

    @RandomSeeds
    void aRehearsalEndsWhereTheHeldOutDaysBeginAndReadsNothingOfThem(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        int windows = 1 + random.nextInt(3);
        Optional<Splits> rehearsal = FeaturePlan.learn(spec, histories)
                .split(spec, histories)
                .rehearsals()
                .apply(windows);

        List<History> changed = new ArrayList<>(histories);
        for (int series = 0; series < changed.size(); series++) {
            changed.set(
                    series,
                    withDifferentDay(changed, series, changed.get(series).days() - spec.heldOutDays())
                            .get(series));
        }
        Optional<Splits> after = FeaturePlan.learn(spec, changed)
                .split(spec, changed)
                .rehearsals()
                .apply(windows);

        assertThat(rehearsal.isPresent()).isEqualTo(after.isPresent());
        rehearsal.ifPresent(is -> {
            assertSame(after.orElseThrow().heldOut(), is.heldOut());
            for (int window = 0; window < is.heldOut().size(); window++) {
                int days = histories.get(is.heldOut().series(window)).days();
                assertThat(is.heldOut().origin(window) + spec.horizon()).isLessThanOrEqualTo(days - spec.heldOutDays());
            }
        });
    }

    private static List<Integer> origins(SeriesWindows windows, int series) {
        List<Integer> origins = new ArrayList<>();
        for (int window = 0; window < windows.size(); window++) {
            if (windows.series(window) == series) {
                origins.add(windows.origin(window));
            }
        }
        return origins;
    }

    private static List<History> withDifferentDay(List<History> histories, int series, int day) {
        List<History> changed = new ArrayList<>(histories);
        History one = histories.get(series);
        double[] sales = one.quantity().clone();
        sales[day] += 1000;
        changed.set(series, new History(one.storeId(), one.productId(), one.start(), sales, one.covariates()));
        return changed;
    }

    private static void assertSame(WindowSet before, WindowSet after) {
        assertThat(after.size()).isEqualTo(before.size());
        for (int window = 0; window < before.size(); window++) {
            List<float[]> is = Samples.arrays(after, window);
            List<float[]> was = Samples.arrays(before, window);
            for (int array = 0; array < is.size(); array++) {
                assertThat(is.get(array)).isEqualTo(was.get(array));
            }
        }
    }
}
