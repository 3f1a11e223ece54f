package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Daily series out of a snapshot. A series lives from its first row to the last date on which its stores reported
 * anything; days without a row in between sold nothing, unless the whole store told nothing on them: then they are
 * unknown. So are days on which nothing was left to sell; folded, when that is so of everything that has a row.
 */
public final class SalesQuery implements AutoCloseable {
    private static final int WEEK = 7;

    /** One row of so many at least tells that nothing was sold. */
    private static final int ROWS_WITHOUT_SALES = 50;

    private final Snapshot snapshot;
    private final Part part;
    private final Duck duck = Duck.forSeries();

    public SalesQuery(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.part = new Part(snapshot.file(), snapshot.covariates());
    }

    /** Loads the native code of the query engine ahead, so that the first query does not wait for it. */
    public static void warmUp() {
        Duck.forSeries().close();
    }

    /** A row of the day: a fold over all rows of one group and one date. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Day(String store, String product, int date, double quantity, double[] covariates) {}

    /**
     * One series, or one for each store and product when the aggregation is {@link Aggregation#PANEL}.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} when the scope has no sales
     */
    public List<Series> series(SeriesScope scope) {
        String where = " WHERE " + condition("s", scope.stores()) + " AND " + condition("p", scope.products());
        if (scope.aggregation() == Aggregation.PANEL) {
            return panel(where, scope);
        }
        List<Day> perStore = days("s, '' AS p", "s", where);
        List<Day> covariates = days("'' AS s, '' AS p", "", where);
        if (perStore.isEmpty()) {
            throw empty(scope);
        }
        Map<String, Integer> ends = ends();
        int start = covariates.get(0).date;
        int end = start;
        for (Day day : perStore) {
            end = Math.max(end, Objects.requireNonNull(ends.get(day.store)));
        }
        Aggregation aggregation =
                scope.mode() == TrainingMode.GLOBAL ? Objects.requireNonNull(scope.aggregation()) : Aggregation.SUM;
        double[] quantity = Folding.fold(stores(perStore, ends), start, end, aggregation);
        Map<String, double[]> own = covariates(covariates, start, quantity.length, false);
        return List.of(new Series(
                only(scope.stores(), perStore.get(0).store, perStore.get(perStore.size() - 1).store),
                scope.products().isOne() ? scope.products().list().get(0) : null,
                LocalDate.ofEpochDay(start),
                quantity,
                own,
                isComplete(where, ends),
                soldOut(quantity, own, start, new SellingDays(where), null)));
    }

    private static @Nullable String only(Ids chosen, String first, String last) {
        return chosen.isOne() || (!chosen.isAll() && first.equals(last)) ? first : null;
    }

    private List<Series> panel(String where, SeriesScope scope) {
        List<Day> days = rows(where);
        if (days.isEmpty()) {
            throw empty(scope);
        }
        Map<String, Integer> ends = ends();
        Map<String, Reported> reported = null;
        SellingDays selling = new SellingDays(where);
        List<Series> all = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= days.size(); i++) {
            if (i == days.size() || !sameSeries(days.get(from), days.get(i))) {
                List<Day> own = days.subList(from, i);
                Day first = own.get(0);
                int length = Objects.requireNonNull(ends.get(first.store)) - first.date + 1;
                boolean complete = own.size() == length;
                if (!complete) {
                    reported = reported == null ? reported(where) : reported;
                    complete = isSilent(own, Objects.requireNonNull(reported.get(first.store)), length);
                }
                double[] quantity = new double[length];
                Arrays.fill(quantity, complete ? Double.NaN : 0);
                own.forEach(day -> quantity[day.date - first.date] = day.quantity);
                Map<String, double[]> covariates = covariates(own, first.date, length, complete);
                all.add(new Series(
                        first.store,
                        first.product,
                        LocalDate.ofEpochDay(first.date),
                        quantity,
                        covariates,
                        complete,
                        soldOut(quantity, covariates, first.date, selling, first.store)));
                from = i;
            }
        }
        return List.copyOf(all);
    }

    /**
     * Whether a series without a row for every day lacks only days on which its whole store told nothing, though it tells
     * of that weekday as a rule. It must have rows of days that sold nothing, and not by chance: where such rows are left
     * out, a missing one means no sales.
     */
    private static boolean isSilent(List<Day> own, Reported reported, int length) {
        int first = own.get(0).date;
        long zeros = own.stream().filter(day -> day.quantity == 0).count();
        return zeros * ROWS_WITHOUT_SALES >= own.size()
                && reported.days(first, first + length) == own.size()
                && reported.missesOnlyUsualWeekdays(first, first + length);
    }

    /** The dates on which one store has any row, from its first one. */
    private static final class Reported {
        private final int start;
        private final BitSet dates = new BitSet();
        private final int[] ofWeekday = new int[WEEK];

        Reported(int start) {
            this.start = start;
        }

        void add(int date) {
            dates.set(date - start);
            ofWeekday[(date - start) % WEEK]++;
        }

        int days(int from, int to) {
            return dates.get(from - start, to - start).cardinality();
        }

        boolean missesOnlyUsualWeekdays(int from, int to) {
            int weeks = (dates.length() + WEEK - 1) / WEEK;
            return IntStream.range(from - start, to - start)
                    .filter(day -> !dates.get(day))
                    .allMatch(day -> 2 * ofWeekday[day % WEEK] >= weeks);
        }
    }

    /** The days on which some stores sold anything, read when they are first asked for. */
    private final class SellingDays {
        private final String where;
        private @Nullable Map<String, BitSet> days;

        SellingDays(String where) {
            this.where = where;
        }

        /** @param store null for any of them */
        BitSet of(@Nullable String store) {
            Map<String, BitSet> read = days == null ? read() : days;
            days = read;
            BitSet all = new BitSet();
            if (store == null) {
                read.values().forEach(all::or);
            }
            return store == null ? all : read.getOrDefault(store, all);
        }

        private Map<String, BitSet> read() {
            Map<String, BitSet> sold = new HashMap<>();
            duck.each(
                    "SELECT DISTINCT s, CAST(d - DATE '1970-01-01' AS INTEGER) FROM " + part.table()
                            + " WHERE q > 0 AND s IN (SELECT DISTINCT s FROM " + part.table() + where + ")",
                    r -> sold.computeIfAbsent(r.getString(1), id -> new BitSet())
                            .set(r.getInt(2)));
            return sold;
        }
    }

    /** Where the stock is told, nothing is inferred. */
    private boolean[] soldOut(
            double[] quantity,
            Map<String, double[]> covariates,
            int start,
            SellingDays selling,
            @Nullable String store) {
        double[] open = covariates.get("open");
        double[] stock = covariates.get("stock");
        boolean isTold = stock != null && Arrays.stream(stock).anyMatch(Double::isFinite);
        if (!snapshot.infersStockOuts() || isTold || !ZeroRuns.areLong(quantity)) {
            return new boolean[0];
        }
        BitSet sold = selling.of(store);
        return ZeroRuns.infer(quantity, day -> !sold.get(start + day) || open != null && open[day] == 0);
    }

    private Map<String, Reported> reported(String where) {
        Map<String, Reported> reported = new HashMap<>();
        duck.list(
                "SELECT DISTINCT s, CAST(d - DATE '1970-01-01' AS INTEGER) FROM " + part.table()
                        + " WHERE s IN (SELECT DISTINCT s FROM " + part.table() + where + ") ORDER BY 1, 2",
                r -> {
                    int date = r.getInt(2);
                    reported.computeIfAbsent(r.getString(1), store -> new Reported(date))
                            .add(date);
                    return true;
                });
        return reported;
    }

    /** Whether every store and product in scope has a row for every day from its first to the end of its store. */
    private boolean isComplete(String where, Map<String, Integer> ends) {
        List<Boolean> complete = duck.list(
                "SELECT s, count(*), CAST(min(d) - DATE '1970-01-01' AS INTEGER) FROM " + part.table() + where
                        + " GROUP BY s, p",
                r -> r.getLong(2) == Objects.requireNonNull(ends.get(r.getString(1))) - r.getInt(3) + 1);
        return !complete.contains(false);
    }

    private static boolean sameSeries(Day a, Day b) {
        return a.store.equals(b.store) && a.product.equals(b.product);
    }

    private static List<Folding.Store> stores(List<Day> perStore, Map<String, Integer> ends) {
        List<Folding.Store> stores = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= perStore.size(); i++) {
            if (i == perStore.size() || !perStore.get(from).store.equals(perStore.get(i).store)) {
                Day first = perStore.get(from);
                double[] quantity = new double[Objects.requireNonNull(ends.get(first.store)) - first.date + 1];
                perStore.subList(from, i).forEach(day -> quantity[day.date - first.date] = day.quantity);
                stores.add(new Folding.Store(first.date, quantity));
                from = i;
            }
        }
        return stores;
    }

    private String condition(String column, Ids ids) {
        if (ids.isAll()) {
            return "TRUE";
        }
        duck.texts("chosen_" + column, ids.list());
        return column + " IN (SELECT id FROM chosen_" + column + ")";
    }

    /** The last date on which each store reported anything. */
    private Map<String, Integer> ends() {
        Map<String, Integer> ends = new HashMap<>();
        duck.list(
                "SELECT s, CAST(max(d) - DATE '1970-01-01' AS INTEGER) FROM " + part.table() + " GROUP BY s",
                r -> ends.put(r.getString(1), r.getInt(2)));
        return ends;
    }

    /** Rows as they lie: a store and product has one row a day, so that a panel needs no folding. */
    private List<Day> rows(String where) {
        int count = snapshot.covariates().size();
        return duck.list(
                "SELECT s, p, CAST(d - DATE '1970-01-01' AS INTEGER), " + StockOuts.quantity(part.covariates())
                        + Part.xs(count, "x") + " FROM " + part.table()
                        + where + " ORDER BY s, p, d",
                r -> day(r, count));
    }

    private List<Day> days(String select, String group, String where) {
        List<String> names = snapshot.covariates();
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(select)
                .append(", CAST(d - DATE '1970-01-01' AS INTEGER) AS n, sum(")
                .append(StockOuts.quantity(names))
                .append(" ORDER BY s, p)");
        for (int i = 0; i < names.size(); i++) {
            sql.append(", ").append(Folding.sql(names.get(i), "x" + i));
        }
        String keys = group.isEmpty() ? "d" : group + ", d";
        sql.append(" FROM ").append(part.table()).append(where);
        sql.append(" GROUP BY ").append(keys).append(" ORDER BY ").append(keys);
        return duck.list(sql.toString(), r -> day(r, names.size()));
    }

    private static Day day(ResultSet row, int count) throws SQLException {
        double[] covariates = new double[count];
        for (int i = 0; i < count; i++) {
            double value = row.getDouble(i + 5);
            covariates[i] = row.wasNull() ? Double.NaN : value;
        }
        double quantity = row.getDouble(4);
        return new Day(
                row.getString(1), row.getString(2), row.getInt(3), row.wasNull() ? Double.NaN : quantity, covariates);
    }

    /** @param unknown whether a day without a row stays unknown; else it is taken as a plain one */
    private Map<String, double[]> covariates(List<Day> days, int start, int length, boolean unknown) {
        Map<String, double[]> all = new java.util.LinkedHashMap<>();
        for (int i = 0; i < snapshot.covariates().size(); i++) {
            double[] values = new double[length];
            Arrays.fill(values, Double.NaN);
            for (Day day : days) {
                values[day.date - start] = day.covariates[i];
            }
            String name = snapshot.covariates().get(i);
            if (!unknown || name.equals("price")) {
                Folding.fill(name, values);
            }
            all.put(name, values);
        }
        return java.util.Collections.unmodifiableMap(all);
    }

    static ShopTrainingException empty(SeriesScope scope) {
        return new ShopTrainingException(
                ErrorCode.NOT_FOUND,
                "no sales for products " + words(scope.products()) + " in stores " + words(scope.stores()));
    }

    private static String words(Ids ids) {
        return ids.isAll()
                ? "all"
                : String.join(
                        ", ", ids.list().subList(0, Math.min(20, ids.list().size())));
    }

    @Override
    public void close() {
        duck.close();
    }
}
