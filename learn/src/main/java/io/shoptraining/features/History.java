package io.shoptraining.features;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sales of one series, day after day without gaps.
 *
 * @param storeId the store; null for all stores together
 * @param productId the product; null for all products together
 * @param start the first day
 * @param quantity sales of each day; NaN where they are not known
 * @param covariates further figures by name, each as long as {@code quantity}, NaN where unknown
 * @param traits what is told of its product and its store
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and too large to copy
public record History(
        @Nullable String storeId,
        @Nullable String productId,
        LocalDate start,
        double[] quantity,
        Map<String, double[]> covariates,
        Traits traits) {
    /** Covariates that are planned ahead, so that they count as known on the days to forecast. */
    public static final String PROMOTION = "promotion";

    public static final String PRICE = "price";
    public static final String OPEN = "open";
    public static final String HOLIDAY = "holiday";
    static final Set<String> PLANNED = Set.of(PROMOTION, PRICE, OPEN, HOLIDAY);

    public History {
        covariates = new TreeMap<>(covariates);
        int days = quantity.length;
        covariates.forEach((name, values) -> {
            if (values.length != days) {
                throw new IllegalArgumentException(name + " has " + values.length + " days, the quantity has " + days);
            }
        });
    }

    /** Of a product and a store of which nothing is told. */
    public History(
            @Nullable String storeId,
            @Nullable String productId,
            LocalDate start,
            double[] quantity,
            Map<String, double[]> covariates) {
        this(storeId, productId, start, quantity, covariates, Traits.NONE);
    }

    /** The same series with what is told of its product and its store. */
    public History with(Traits told) {
        return new History(storeId, productId, start, quantity, covariates, told);
    }

    /**
     * The same covariates under names that are not planned ahead: models read their past, never their future. For
     * series in which the mere presence of a row tells of a sale.
     */
    public static Map<String, double[]> knownAfterwards(Map<String, double[]> covariates) {
        Map<String, double[]> renamed = new TreeMap<>();
        covariates.forEach((name, values) -> renamed.put(PLANNED.contains(name) ? name + "_seen" : name, values));
        return renamed;
    }

    public int days() {
        return quantity.length;
    }

    /** The day after the last one. */
    public LocalDate end() {
        return start.plusDays(days());
    }

    /** Whether the shop is known to have been shut on a day of the history. */
    public boolean isClosed(int day) {
        double[] open = covariates.get(OPEN);
        return open != null && day < open.length && open[day] == 0;
    }

    /** Whether a day tells something: its sales are known, and the shop was open. */
    boolean counts(int day) {
        return Double.isFinite(quantity[day]) && !isClosed(day);
    }

    /**
     * By day, whether the shop is shut; after the end of the history as on most of the same weekdays lately.
     *
     * @param from the first day, counted from the start
     */
    public boolean[] closed(int from, int days) {
        boolean[] closed = new boolean[days];
        double[] open = covariates.get(OPEN);
        for (int day = 0; open != null && day < days; day++) {
            closed[day] = isClosed(from + day)
                    || from + day >= open.length && ScaledSeries.usualOpening(open, from + day) == 0;
        }
        return closed;
    }

    /** For messages. */
    public String label() {
        if (storeId == null && productId == null) {
            return "all products of all stores";
        }
        String product = productId == null ? "all products" : "product " + productId;
        return product + (storeId == null ? "" : " in store " + storeId);
    }
}
