package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.task.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How large a series is taken to be before it has sold anything. */
final class ColdStartTest {
    private static final TrainingSpec SPEC = Samples.spec("seasonal_naive", 14, 7, 2);
    private static final int DAYS = 200;

    private static Traits department(String name) {
        return Traits.of(Map.of("department", name), Map.of());
    }

    /** A series that begins on a day, sells the first level for four weeks and then the second. */
    private static History series(String store, String product, int first, double launch, double later) {
        double[] sales = new double[DAYS - first];
        Arrays.fill(sales, later);
        Arrays.fill(sales, 0, 28, launch);
        return new History(store, product, Samples.START.plusDays(first), sales, Map.of());
    }

    private static History newcomer(String store, String product, Traits traits) {
        return new History(store, product, Samples.START.plusDays(DAYS), new double[0], Map.of()).with(traits);
    }

    /** Fruit is launched with 8 a day, drinks with 2; one old product of each. In store S2 everything is half as large. */
    private static List<History> shop(int launched) {
        List<History> all = new ArrayList<>();
        for (String store : List.of("S1", "S2")) {
            double size = store.equals("S1") ? 1 : 0.5;
            all.add(series(store, "old fruit", 0, 20 * size, 20 * size).with(department("fruit")));
            all.add(series(store, "old drink", 0, 4 * size, 4 * size).with(department("drinks")));
            for (int i = 0; i < launched; i++) {
                all.add(series(store, "fruit " + i, 60, 8 * size, 16 * size).with(department("fruit")));
                all.add(series(store, "drink " + i, 60, 2 * size, 4 * size).with(department("drinks")));
            }
        }
        return all;
    }

    private static ColdStart start(List<History> learned, History newcomer, List<History> elsewhere) {
        return ColdStart.of(
                FeaturePlan.learn(SPEC, learned),
                newcomer,
                elsewhere,
                product -> department(product.contains("fruit") ? "fruit" : "drinks"));
    }

    @Test
    void aNewProductIsSizedByTheFirstWeeksOfProductsLikeItInItsStore() {
        ColdStart start = start(shop(5), newcomer("S1", "N", department("drinks")), List.of());
        assertThat(start.size().typical()).isEqualTo(2, within(1e-9));
        assertThat(start.from()).isEqualTo("the first four weeks of 5 products with department drinks in store S1");
        assertThat(start(shop(5), newcomer("S2", "N", department("fruit")), List.of())
                        .size()
                        .typical())
                .isEqualTo(4, within(1e-9));
    }

    @Test
    void whereTooFewFirstWeeksAreKnownTheUsualDayStandsIn() {
        ColdStart start = start(shop(4), newcomer("S1", "N", department("drinks")), List.of());
        assertThat(start.from()).isEqualTo("the usual day of 5 products with department drinks in store S1");
        assertThat(start.size().typical()).isBetween(3.0, 4.0);
    }

    @Test
    void aProductOfAnUnknownKindIsSizedByItsWholeStore() {
        ColdStart start = start(shop(5), newcomer("S1", "N", department("toys")), List.of());
        assertThat(start.from()).isEqualTo("the first four weeks of 10 products in store S1");
        assertThat(start.size().typical()).isEqualTo(5, within(1e-9));
        assertThat(start(shop(5), newcomer("S9", "N", department("fruit")), List.of())
                        .from())
                .isEqualTo("the first four weeks of 10 products with department fruit in all stores");
    }

    @Test
    void aProductThatOtherStoresSellIsSizedByThemInProportionToTheStores() {
        History other = new History("S1", "N", Samples.START, new double[] {30, 30, 30}, Map.of());
        ColdStart start = start(shop(5), newcomer("S2", "N", Traits.NONE), List.of(other));
        assertThat(start.size().typical()).isEqualTo(15, within(1e-9));
        assertThat(start.from()).isEqualTo("product N in 1 other store, in proportion to the stores' sales");
    }

    @Test
    void theFirstWeeksOfAProductThatMayBeOlderThanItsStoresSalesAreNoLaunch() {
        FeaturePlan plan = FeaturePlan.learn(SPEC, shop(1));
        assertThat(plan.scales().stream().filter(size -> size.launch() != null).map(SeriesScale::productId))
                .containsExactly("fruit 0", "drink 0", "fruit 0", "drink 0");
    }

    @Test
    void theFirstWindowOfASeriesWithoutDaysIsWhole() {
        List<History> learned = shop(5);
        FeaturePlan plan = FeaturePlan.learn(SPEC, learned);
        History newcomer = newcomer("S1", "N", department("fruit"));
        ColdStart start = start(learned, newcomer, List.of());
        SeriesWindows windows = plan.first(newcomer, start, learned);
        assertThat(windows.size()).isEqualTo(1);
        assertThat(windows.scale(0)).isEqualTo(start.scale());
        assertThat(windows.history(0)).isEmpty();
        assertThat(windows.read(0).ids()).containsExactly(1, 0, 2);
        for (float[] array : Samples.arrays(windows, 0)) {
            for (float value : array) {
                assertThat(value).isBetween(-20f, 20f);
            }
        }
        float expected = (float) (start.size().typical() / start.scale());
        assertThat(windows.read(0).past()[0]).isEqualTo(expected);
        assertThat(windows.read(0).future()[0]).isEqualTo(expected);
    }

    @Test
    void neighboursThatSellNothingMakeASeriesThatSellsNothing() {
        List<History> dead = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            dead.add(series("S1", "drink " + i, 0, 0, 0));
        }
        ColdStart start = start(dead, newcomer("S1", "N", Traits.NONE), List.of());
        assertThat(start.size().typical()).isZero();
        assertThat(start.scale()).isEqualTo(1);
    }
}
