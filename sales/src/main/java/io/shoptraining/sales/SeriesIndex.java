package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What a snapshot has of each store and product, without its days: first and last day, rows, quantity. It answers at
 * once what would otherwise need a pass over all sales. Plain arrays, one place a series: 36 bytes for each.
 */
public final class SeriesIndex {
    private final List<String> stores;
    private final List<String> products;
    private final Columns columns;
    private final Groups byStore;
    private final Groups byProduct;
    private final int[] storeEnds;

    /**
     * One place a series; days since 1970.
     *
     * @param store place of the store in the sorted ids
     * @param product place of the product in the sorted ids
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Columns(int[] store, int[] product, int[] first, int[] last, int[] rows, double[] quantity) {
        static Columns empty(int size) {
            return new Columns(
                    new int[size], new int[size], new int[size], new int[size], new int[size], new double[size]);
        }

        int size() {
            return store.length;
        }
    }

    /** The series of every id, one id after the other in one array. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Groups(int[] starts, int[] members) {
        static Groups of(int[] owners, int count) {
            int[] starts = new int[count + 1];
            for (int owner : owners) {
                starts[owner + 1]++;
            }
            for (int i = 0; i < count; i++) {
                starts[i + 1] += starts[i];
            }
            int[] next = Arrays.copyOf(starts, count);
            int[] members = new int[owners.length];
            for (int i = 0; i < owners.length; i++) {
                members[next[owners[i]]++] = i;
            }
            return new Groups(starts, members);
        }

        void each(int owner, IntConsumer action) {
            for (int i = starts[owner]; i < starts[owner + 1]; i++) {
                action.accept(members[i]);
            }
        }
    }

    SeriesIndex(Collection<String> sortedStores, Collection<String> sortedProducts, Columns columns) {
        this.stores = List.copyOf(sortedStores);
        this.products = List.copyOf(sortedProducts);
        this.columns = columns;
        this.byStore = Groups.of(columns.store, stores.size());
        this.byProduct = Groups.of(columns.product, products.size());
        this.storeEnds = new int[stores.size()];
        Arrays.fill(storeEnds, Integer.MIN_VALUE);
        for (int i = 0; i < columns.size(); i++) {
            storeEnds[columns.store[i]] = Math.max(storeEnds[columns.store[i]], columns.last[i]);
        }
    }

    /**
     * Days of the longest series in scope, as {@link SalesQuery#series} would give them.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} when the scope has no sales
     */
    public int days(SeriesScope scope) {
        Span span = new Span();
        each(scope.products(), scope.stores(), i -> span.add(columns.first[i], storeEnds[columns.store[i]]));
        if (span.longest == 0) {
            throw SalesQuery.empty(scope);
        }
        return scope.aggregation() == Aggregation.PANEL ? span.longest : span.end - span.start + 1;
    }

    private static final class Span {
        private int start = Integer.MAX_VALUE;
        private int end = Integer.MIN_VALUE;
        private int longest;

        void add(int first, int last) {
            start = Math.min(start, first);
            end = Math.max(end, last);
            longest = Math.max(longest, last - first + 1);
        }
    }

    private void each(Ids chosenProducts, Ids chosenStores, IntConsumer action) {
        if (!chosenProducts.isAll()) {
            BitSet inScope = places(chosenStores, stores);
            IntConsumer chosen = i -> {
                if (chosenStores.isAll() || inScope.get(columns.store[i])) {
                    action.accept(i);
                }
            };
            places(chosenProducts, products).stream().forEach(product -> byProduct.each(product, chosen));
        } else if (!chosenStores.isAll()) {
            places(chosenStores, stores).stream().forEach(store -> byStore.each(store, action));
        } else {
            for (int i = 0; i < columns.size(); i++) {
                action.accept(i);
            }
        }
    }

    private static BitSet places(Ids chosen, List<String> sorted) {
        BitSet places = new BitSet();
        for (String id : chosen.list()) {
            int place = java.util.Collections.binarySearch(sorted, id);
            if (place >= 0) {
                places.set(place);
            }
        }
        return places;
    }

    int size() {
        return columns.size();
    }

    Columns columns() {
        return columns;
    }

    List<String> stores() {
        return stores;
    }

    List<String> products() {
        return products;
    }

    /** What is known of one product over all its stores. */
    Totals product(int place) {
        return totals(byProduct, place);
    }

    /** What is known of one store over all its products. */
    Totals store(int place) {
        return totals(byStore, place);
    }

    /** The days on which some products may have sales in some stores; empty when they never had any. */
    Totals history(Ids chosenProducts, Ids chosenStores) {
        Totals totals = new Totals();
        each(chosenProducts, chosenStores, i -> totals.add(columns, i, storeEnds[columns.store[i]]));
        return totals;
    }

    private Totals totals(Groups groups, int place) {
        Totals totals = new Totals();
        groups.each(place, i -> totals.add(columns, i, storeEnds[columns.store[i]]));
        return totals;
    }

    /** Sums over some series. */
    static final class Totals {
        private int series;
        private int first = Integer.MAX_VALUE;
        private int last = Integer.MIN_VALUE;
        private int end = Integer.MIN_VALUE;
        private long rows;
        private double quantity;

        private void add(Columns columns, int i, int storeEnd) {
            series++;
            first = Math.min(first, columns.first[i]);
            last = Math.max(last, columns.last[i]);
            end = Math.max(end, storeEnd);
            rows += columns.rows[i];
            quantity += columns.quantity[i];
        }

        int series() {
            return series;
        }

        int first() {
            return first;
        }

        /** The last day with a row. */
        int last() {
            return last;
        }

        /** The last day on which a store of these series reported anything. */
        int end() {
            return end;
        }

        long rows() {
            return rows;
        }

        double quantity() {
            return quantity;
        }
    }
}
