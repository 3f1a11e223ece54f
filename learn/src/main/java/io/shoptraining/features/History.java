package io.shoptraining.features;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sales of one series, day after day without gaps.
 *
 * @param storeId the store; null for all stores together
 * @param productId the product; null for all products together
 * @param start the first day
 * @param quantity sales of each day; NaN where they are not known
 * @param covariates further figures by name, each as long as {@code quantity}, NaN where unknown
 * @param planned those of the covariates that are known ahead, on the days to forecast too
 * @param soldOut by day, whether it is taken for a stock-out, which is known from the day on which the series sold again;
 *     empty when no day is
 * @param ahead by planned covariate what is known of the days after the end, from the first of them on; NaN where nothing is
 * @param traits what is told of its product and its store
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and too large to copy
public record History(
        @Nullable String storeId,
        @Nullable String productId,
        LocalDate start,
        double[] quantity,
        Map<String, double[]> covariates,
        Set<String> planned,
        boolean[] soldOut,
        Map<String, double[]> ahead,
        Traits traits) {
    public static final String PROMOTION = "promotion";

    public static final String PRICE = "price";
    public static final String OPEN = "open";
    public static final String HOLIDAY = "holiday";
    /** Covariates that every shop plans ahead. */
    public static final Set<String> PLANNED = Set.of(PROMOTION, PRICE, OPEN, HOLIDAY);

    public History {
        covariates = new TreeMap<>(covariates);
        planned = new TreeSet<>(planned);
        ahead = new TreeMap<>(ahead);
        int days = quantity.length;
        if (soldOut.length != 0 && soldOut.length != days) {
            throw new IllegalArgumentException("stock-outs of " + soldOut.length + " days, not " + days);
        }
        covariates.forEach((name, values) -> {
            if (values.length != days) {
                throw new IllegalArgumentException(name + " has " + values.length + " days, the quantity has " + days);
            }
        });
    }

    /** Of which nothing is told, with no more planned than every shop does, and nothing known of the days after the end. */
    public History(
            @Nullable String storeId,
            @Nullable String productId,
            LocalDate start,
            double[] quantity,
            Map<String, double[]> covariates) {
        this(storeId, productId, start, quantity, covariates, PLANNED, new boolean[0], Map.of(), Traits.NONE);
    }

    /** The same series with what is told of its product and its store. */
    public History with(Traits told) {
        return new History(storeId, productId, start, quantity, covariates, planned, soldOut, ahead, told);
    }

    /**
     * The same series with its planned covariates under names that are not: models read their past, never their future.
     * For series in which the mere presence of a row tells of a sale.
     */
    public History knownAfterwards() {
        Map<String, double[]> renamed = new TreeMap<>();
        covariates.forEach((name, values) -> renamed.put(planned.contains(name) ? name + "_seen" : name, values));
        return new History(storeId, productId, start, quantity, renamed, planned, soldOut, ahead, traits);
    }

    /** The same series with what is known of the days after its end. */
    public History knowing(Map<String, double[]> ahead) {
        return new History(storeId, productId, start, quantity, covariates, planned, soldOut, ahead, traits);
    }

    /** What is known of a planned covariate on a day after the end; NaN when nothing is. */
    double ahead(String name, int day) {
        double[] values = ahead.get(name);
        int place = day - days();
        return values == null || place < 0 || place >= values.length ? Double.NaN : values[place];
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

    /** Whether a day is taken for a stock-out, as all days tell together. */
    public boolean isSoldOut(int day) {
        return day < soldOut.length && soldOut[day];
    }

    /** Whether a day tells something: its sales are known, the shop was open, and there was something to sell. */
    boolean counts(int day) {
        return isSeen(day) && !isSoldOut(day);
    }

    /** The same before anybody knew of stock-outs. */
    boolean isSeen(int day) {
        return Double.isFinite(quantity[day]) && !isClosed(day);
    }

    /**
     * The day before which a stock-out is known as one, as of a day: where a run of days without sales has not ended, its
     * first one, for nobody knows yet that it will.
     */
    int soldOutKnown(int origin) {
        int known = origin;
        while (known > 0 && isSoldOut(known - 1)) {
            known--;
        }
        return known;
    }

    /** The first days as they are known then: NaN for unknown ones and stock-outs. */
    public double[] known(int days) {
        double[] known = Arrays.copyOf(quantity, days);
        int end = Math.min(soldOutKnown(days), soldOut.length);
        for (int day = 0; day < end; day++) {
            known[day] = soldOut[day] ? Double.NaN : known[day];
        }
        return known;
    }

    /**
     * By day, whether the shop is shut; after the end of the history as it is known ahead, else as on most of the same
     * weekdays lately.
     *
     * @param from the first day, counted from the start
     */
    public boolean[] closed(int from, int days) {
        boolean[] closed = new boolean[days];
        double[] open = covariates.getOrDefault(OPEN, new double[0]);
        for (int day = 0; day < days; day++) {
            double ahead = ahead(OPEN, from + day);
            closed[day] = from + day < days()
                    ? isClosed(from + day)
                    : (Double.isFinite(ahead) ? ahead : ScaledSeries.usualOpening(open, from + day)) == 0;
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
