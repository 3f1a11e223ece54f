package io.shoptraining.features;

import java.util.Map;
import java.util.TreeMap;

/**
 * What is told of the product and the store of a series and never changes: a department, a size. Names say of which of
 * both they are, {@code product:department}.
 */
public record Traits(Map<String, String> texts, Map<String, Double> numbers) {
    public static final Traits NONE = new Traits(Map.of(), Map.of());
    static final String PRODUCT = "product:";
    static final String STORE = "store:";

    public Traits {
        texts = new TreeMap<>(texts);
        numbers = new TreeMap<>(numbers);
    }

    /**
     * Of the attributes of both.
     *
     * @param product texts and numbers by name; empty where nothing is told, or for several products together
     * @param store the same of the store
     */
    public static Traits of(Map<String, Object> product, Map<String, Object> store) {
        if (product.isEmpty() && store.isEmpty()) {
            return NONE;
        }
        Traits traits = new Traits(Map.of(), Map.of());
        product.forEach((name, value) -> traits.put(PRODUCT + name, value));
        store.forEach((name, value) -> traits.put(STORE + name, value));
        return traits;
    }

    private void put(String name, Object value) {
        if (value instanceof Double number) {
            numbers.put(name, number);
        } else {
            texts.put(name, String.valueOf(value));
        }
    }

    boolean isOfProduct() {
        return texts.keySet().stream().anyMatch(name -> name.startsWith(PRODUCT))
                || numbers.keySet().stream().anyMatch(name -> name.startsWith(PRODUCT));
    }
}
