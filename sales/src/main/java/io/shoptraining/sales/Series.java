package io.shoptraining.sales;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Daily sales without holes.
 *
 * @param storeId null when several stores are folded
 * @param productId null when several products are folded
 * @param quantity one value a day from {@code start} on
 * @param covariates values of the same days by name
 * @param complete whether every store and product has a row on every day of its life. Only then may a covariate count
 *     as known before the day: where rows are written only for days that sold, a promotion that is known tells of a sale
 * @param soldOut by day, whether it is taken for a stock-out for the improbable run of days without sales that it is in,
 *     which only its end tells; empty when no day is
 */
@SuppressWarnings("ArrayRecordComponent") // numbers for the learner; two series are never compared as values
public record Series(
        @Nullable String storeId,
        @Nullable String productId,
        LocalDate start,
        double[] quantity,
        Map<String, double[]> covariates,
        boolean complete,
        boolean[] soldOut) {
    public Series {
        covariates.forEach((name, values) -> {
            if (values.length != quantity.length) {
                throw new IllegalArgumentException(name + " has " + values.length + " days, not " + quantity.length);
            }
        });
    }

    public int days() {
        return quantity.length;
    }
}
