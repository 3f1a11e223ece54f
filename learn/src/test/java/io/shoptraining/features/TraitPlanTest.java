package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.json.Json;
import io.shoptraining.task.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is told of products and stores, as models read it. */
final class TraitPlanTest {
    private static final TrainingSpec SPEC = Samples.spec("seasonal_naive", 14, 7, 2);

    private static History series(String store, String product, Map<String, Object> told, Map<String, Object> ofStore) {
        double[] sales = new double[80];
        Arrays.fill(sales, 3);
        return new History(store, product, Samples.START, sales, Map.of()).with(Traits.of(told, ofStore));
    }

    /** Six products: two departments, a name each, one colour for all, a size. */
    private static List<History> shop() {
        List<History> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Map<String, Object> told = Map.of(
                    "department", i < 3 ? "fruit" : "drinks", "name", "product " + i, "colour", "red", "size", (double)
                            i);
            all.add(series("S1", "P" + i, told, Map.of("type", "big", "area", 100.0)));
        }
        return all;
    }

    @Test
    void textsThatManyShareAreIdsAndNumbersThatDifferAreFeaturesOfEveryDay() {
        FeaturePlan plan = FeaturePlan.learn(SPEC, shop());
        SeriesWindows windows = plan.future(shop());
        assertThat(windows.idSizes()).containsExactly(2, 7, 3);
        assertThat(windows.read(0).ids()).containsExactly(1, 1, 2);
        assertThat(windows.read(5).ids()).containsExactly(1, 6, 1);
        assertThat(plan.futureNames()).contains("product:size").doesNotContain("store:area", "product:name");
        int size = plan.futureNames().indexOf("product:size");
        int features = plan.futureNames().size();
        float[] future = windows.read(5).future();
        for (int day = 0; day < SPEC.horizon(); day++) {
            assertThat(future[day * features + size]).isEqualTo((float) (2.5 / Math.sqrt(35.0 / 12)), within(1e-5f));
        }
    }

    @Test
    void whatIsNotToldOrWasNotLearnedFromIsUnknown() {
        FeaturePlan plan = FeaturePlan.learn(SPEC, shop());
        History other = series("S1", "P9", Map.of("department", "toys", "size", 1e9), Map.of());
        History silent = series("S1", "P9", Map.of(), Map.of());
        History folded = series("S1", "P9", Map.of(), Map.of("type", "small"));
        SeriesWindows windows = plan.future(List.of(other, silent, folded));
        int size = plan.futureNames().indexOf("product:size");
        assertThat(windows.read(0).ids()).containsExactly(1, 0, 0);
        assertThat(windows.read(0).future()[size]).isEqualTo(5);
        assertThat(windows.read(1).ids()).containsExactly(1, 0, 0);
        assertThat(windows.read(1).future()[size]).isEqualTo(0);
        assertThat(windows.read(2).ids()).containsExactly(1, 0, 0);
    }

    @Test
    void aTextThatEverySecondProductHasForItselfIsAName() {
        List<History> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(series("S1", "P" + i, Map.of("brand", "B" + i % 2), Map.of()));
        }
        assertThat(FeaturePlan.learn(SPEC, four).future(four).idSizes()).containsExactly(2, 5);
        four.add(series("S1", "P4", Map.of("brand", "B0"), Map.of()));
        assertThat(FeaturePlan.learn(SPEC, four).future(four).idSizes()).containsExactly(2, 6, 3);
    }

    @Test
    void aPlanFromBeforeTraitsIsReadAndGivesTheWindowsOfThen() {
        List<History> plain = shop().stream().map(one -> one.with(Traits.NONE)).toList();
        FeaturePlan plan = FeaturePlan.learn(SPEC, plain);
        Map<String, Object> before = new HashMap<>(plan.toMap());
        before.remove("traits");
        ((List<?>) Objects.requireNonNull(before.get("scales"))).forEach(scale -> ((Map<?, ?>) scale).remove("launch"));
        FeaturePlan read = FeaturePlan.fromMap(Json.readObject(Json.write(before)));
        assertThat(read.futureNames()).isEqualTo(plan.futureNames());
        SeriesWindows windows = read.future(shop());
        assertThat(windows.idSizes()).containsExactly(2, 7);
        assertThat(windows.read(3).ids()).containsExactly(1, 4);
        assertThat(windows.read(3).future())
                .isEqualTo(plan.future(plain).read(3).future());
    }

    @Test
    void aPlanThatWentThroughJsonGivesTheSameIdsAndFeatures() {
        FeaturePlan plan = FeaturePlan.learn(SPEC, shop());
        FeaturePlan again = FeaturePlan.fromMap(Json.readObject(Json.write(plan.toMap())));
        assertThat(again).isEqualTo(plan);
        assertThat(again.future(shop()).read(4).ids())
                .isEqualTo(plan.future(shop()).read(4).ids());
    }
}
