package io.shoptraining.features;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How traits become what a model reads: texts that many products or stores share are ids, beside those of store and
 * product, and numbers are features that are the same on every day.
 *
 * @param vocabularies by trait, the texts that were learned from, sorted
 * @param numbers by trait
 */
record TraitPlan(Map<String, List<String>> vocabularies, Map<String, Scaler> numbers) {
    static final TraitPlan NONE = new TraitPlan(Map.of(), Map.of());

    /** More texts than this are names and no kinds. */
    private static final int MOST_TEXTS = 1_000;

    /** In deviations; what lies farther out tells no more. */
    private static final float FARTHEST = 5;

    TraitPlan {
        vocabularies = new TreeMap<>(vocabularies);
        numbers = new TreeMap<>(numbers);
    }

    /** Texts of which there are at least two, and fewer than half as many as products or stores; numbers that differ. */
    static TraitPlan learn(List<History> histories) {
        Map<String, TreeSet<String>> texts = new TreeMap<>();
        Map<String, TreeSet<Double>> values = new TreeMap<>();
        for (History history : histories) {
            history.traits()
                    .texts()
                    .forEach((name, text) ->
                            texts.computeIfAbsent(name, key -> new TreeSet<>()).add(text));
            history.traits()
                    .numbers()
                    .forEach((name, value) ->
                            values.computeIfAbsent(name, key -> new TreeSet<>()).add(value));
        }
        Map<String, List<String>> vocabularies = new TreeMap<>();
        texts.forEach((name, known) -> {
            long ids = ids(histories, name);
            if (known.size() >= 2 && known.size() <= MOST_TEXTS && 2L * known.size() < ids) {
                vocabularies.put(name, List.copyOf(known));
            }
        });
        Map<String, Scaler> numbers = new TreeMap<>();
        values.forEach((name, known) -> {
            if (known.size() >= 2) {
                numbers.put(
                        name,
                        Scaler.standard(histories.stream()
                                .map(history -> history.traits().numbers().get(name))
                                .filter(Objects::nonNull)
                                .mapToDouble(Double::doubleValue)
                                .toArray()));
            }
        });
        return new TraitPlan(vocabularies, numbers);
    }

    private static long ids(List<History> histories, String name) {
        return histories.stream()
                .map(history -> name.startsWith(Traits.STORE) ? history.storeId() : history.productId())
                .distinct()
                .count();
    }

    /** For each vocabulary, how many ids there are, the unknown one included. */
    List<Integer> sizes() {
        return vocabularies.values().stream().map(known -> known.size() + 1).toList();
    }

    /** From 1; 0 for a text that is not told, or that was not learned from. */
    int[] ids(Traits traits) {
        return vocabularies.entrySet().stream()
                .mapToInt(entry -> number(entry.getValue(), traits.texts().get(entry.getKey())))
                .toArray();
    }

    private static int number(List<String> known, @Nullable String text) {
        return text == null ? 0 : Math.max(0, Collections.binarySearch(known, text) + 1);
    }

    /** Scaled; 0, the mean, for a number that is not told. */
    float[] values(Traits traits) {
        float[] values = new float[numbers.size()];
        int at = 0;
        for (Map.Entry<String, Scaler> entry : numbers.entrySet()) {
            Double value = traits.numbers().get(entry.getKey());
            float scaled = entry.getValue().scale(value == null ? Double.NaN : value);
            values[at++] = Math.max(-FARTHEST, Math.min(FARTHEST, scaled));
        }
        return values;
    }
}
