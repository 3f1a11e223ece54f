package io.shoptraining.protocol;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is planned for a day to forecast.
 *
 * @param storeId only in this store; null for every one
 * @param productId only for this product; null for every one
 * @param date ISO-8601
 * @param values by the name of a covariate
 */
public record PlannedDay(
        @Nullable String storeId, @Nullable String productId, String date, Map<String, Double> values) {
    public PlannedDay {
        values = new TreeMap<>(values);
    }

    /** Whether it is about a series; one that is folded of several stores or products has no id of them. */
    public boolean fits(@Nullable String store, @Nullable String product) {
        return (storeId == null || storeId.equals(store)) && (productId == null || productId.equals(product));
    }
}
