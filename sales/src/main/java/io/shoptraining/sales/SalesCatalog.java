package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.errors.Suggestion;
import io.shoptraining.registry.Ids;
import io.shoptraining.task.Page;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The products, stores and daily sales of the current snapshot, for people who look. Thread-safe; everything but
 * {@link #sales} is answered from memory.
 */
public final class SalesCatalog implements AutoCloseable {
    /** The most days of one answer. */
    public static final int MAX_DAYS = 10_000;

    /** The most items of one page. */
    public static final int MAX_LIMIT = 500;

    private static final List<String> NAMES = List.of("name", "product_name", "store_name", "名称", "商品名称", "门店名称");
    private static final List<String> CATEGORIES =
            List.of("category", "category_name", "cat_id", "category_id", "type", "store_type", "类别", "品类", "分类");

    private final SalesStore sales;
    private final Object reading = new Object();
    private @Nullable Duck duck;

    public SalesCatalog(SalesStore sales) {
        this.sales = sales;
    }

    /**
     * A product over all its stores.
     *
     * @param stores how many stores have sales of it
     * @param quantity the sum of all its sales, less returns
     * @param name of its attributes, what people call it; null where that is not told
     * @param category of its attributes, what it is one of
     * @param attributes all that is told of it, by name: texts and numbers
     */
    public record ProductSales(
            String productId,
            int stores,
            String firstDate,
            String lastDate,
            long rows,
            double quantity,
            @Nullable String name,
            @Nullable String category,
            Map<String, Object> attributes) {}

    /**
     * A store over all its products.
     *
     * @param products how many products it has sales of
     * @param quantity the sum of all its sales, less returns
     * @param name of its attributes, what people call it; null where that is not told
     * @param category of its attributes, what it is one of
     * @param attributes all that is told of it, by name: texts and numbers
     */
    public record StoreSales(
            String storeId,
            int products,
            String firstDate,
            String lastDate,
            long rows,
            double quantity,
            @Nullable String name,
            @Nullable String category,
            Map<String, Object> attributes) {}

    /**
     * Daily sales without holes.
     *
     * @param productId null for the sum over all products
     * @param storeId null for the sum over all stores
     * @param firstDate first day of its life, {@code lastDate} the last day on which its stores reported anything
     * @param truncated whether earlier days were left out because there are more than {@link #MAX_DAYS}
     */
    public record SalesHistory(
            String snapshotId,
            @Nullable String productId,
            @Nullable String storeId,
            String firstDate,
            String lastDate,
            boolean truncated,
            List<SalesDay> days) {}

    /**
     * One day.
     *
     * @param rows rows of the import behind it; 0 for a day without any, which sold nothing
     * @param covariates what the files have beside the quantity, by name; null where a day has no value. Averages over
     *     the stores, {@code open} when one of them was
     */
    public record SalesDay(String date, double quantity, long rows, Map<String, @Nullable Double> covariates) {}

    /**
     * Products in the order of their ids.
     *
     * @param prefix only ids that begin so, in any letter case; null for all
     * @param cursor of the page before; null for the first
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public Page<ProductSales> products(@Nullable String prefix, @Nullable String cursor, int limit) {
        return sales.current()
                .map(snapshot -> {
                    SeriesIndex index = sales.index(snapshot.id());
                    AttributeTable told = sales.attributes(snapshot.id()).products();
                    return page(index.products(), prefix, cursor, limit, i -> product(index, told, i));
                })
                .orElseGet(() -> page(List.of(), prefix, cursor, limit, i -> null));
    }

    /** Stores in the order of their ids; parameters as for {@link #products}. */
    public Page<StoreSales> stores(@Nullable String prefix, @Nullable String cursor, int limit) {
        return sales.current()
                .map(snapshot -> {
                    SeriesIndex index = sales.index(snapshot.id());
                    AttributeTable told = sales.attributes(snapshot.id()).stores();
                    return page(index.stores(), prefix, cursor, limit, i -> store(index, told, i));
                })
                .orElseGet(() -> page(List.of(), prefix, cursor, limit, i -> null));
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} with the nearest id */
    public ProductSales product(String productId) {
        String id = requireSnapshot().id();
        SeriesIndex index = sales.index(id);
        return product(index, sales.attributes(id).products(), place("product", productId, index.products()));
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} with the nearest id */
    public StoreSales store(String storeId) {
        String id = requireSnapshot().id();
        SeriesIndex index = sales.index(id);
        return store(index, sales.attributes(id).stores(), place("store", storeId, index.stores()));
    }

    /**
     * The days of a product, of a store, or of everything.
     *
     * @param productId null for all products, summed
     * @param storeId null for all stores, summed
     * @param startDate the first day wanted, {@code yyyy-MM-dd}; null for the first there is
     * @param endDate the last day wanted; null for the last there is
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} for an unknown id or a product that the store never
     *     sold, {@link ErrorCode#INVALID_REQUEST} for dates that are none
     */
    public SalesHistory sales(
            @Nullable String productId,
            @Nullable String storeId,
            @Nullable String startDate,
            @Nullable String endDate) {
        Faults faults = new Faults();
        LocalDate start = date("start_date", startDate, faults);
        LocalDate end = date("end_date", endDate, faults);
        if (start != null && end != null && start.isAfter(end)) {
            faults.add("end_date", "out_of_range", end + " is before start_date " + start);
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        Snapshot snapshot = requireSnapshot();
        SeriesIndex index = sales.index(snapshot.id());
        int unused;
        if (productId != null) {
            unused = place("product", productId, index.products());
        }
        if (storeId != null) {
            unused = place("store", storeId, index.stores());
        }
        SeriesIndex.Totals life = index.history(
                productId == null ? Ids.all() : Ids.of(productId), storeId == null ? Ids.all() : Ids.of(storeId));
        if (life.series() == 0) {
            throw new ShopTrainingException(
                    ErrorCode.NOT_FOUND, "store '" + storeId + "' has no sales of product '" + productId + "'");
        }
        long first = start == null ? life.first() : Math.max(life.first(), start.toEpochDay());
        long last = end == null ? life.end() : Math.min(life.end(), end.toEpochDay());
        boolean truncated = last - first + 1 > MAX_DAYS;
        if (truncated) {
            first = last - MAX_DAYS + 1;
        }
        return new SalesHistory(
                snapshot.id(),
                productId,
                storeId,
                text(life.first()),
                text(life.end()),
                truncated,
                first > last ? List.of() : days(snapshot, productId, storeId, first, last));
    }

    private List<SalesDay> days(
            Snapshot snapshot, @Nullable String product, @Nullable String store, long first, long last) {
        List<String> names = snapshot.covariates();
        StringBuilder sql = new StringBuilder("SELECT CAST(d - DATE '1970-01-01' AS INTEGER), count(*), sum(q)");
        for (int i = 0; i < names.size(); i++) {
            sql.append(names.get(i).equals("open") ? ", max(x" : ", avg(x")
                    .append(i)
                    .append(')');
        }
        sql.append(" FROM ")
                .append(new Part(snapshot.file(), names).table())
                .append(" WHERE d BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)")
                .append(product == null ? "" : " AND p = ?")
                .append(store == null ? "" : " AND s = ?")
                .append(" GROUP BY d ORDER BY d");
        List<String> values = new ArrayList<>(List.of(text(first), text(last)));
        if (product != null) {
            values.add(product);
        }
        if (store != null) {
            values.add(store);
        }
        List<SalesDay> days = new ArrayList<>();
        List<SalesDay> found;
        synchronized (reading) {
            if (duck == null) {
                duck = Duck.forLooking();
            }
            found = duck.list(sql.toString(), values, r -> {
                Map<String, @Nullable Double> covariates = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    double value = r.getDouble(i + 4);
                    covariates.put(names.get(i), r.wasNull() ? null : value);
                }
                return new SalesDay(
                        text(r.getInt(1)), r.getDouble(3), r.getLong(2), Collections.unmodifiableMap(covariates));
            });
        }
        Map<String, @Nullable Double> unknown = new LinkedHashMap<>();
        names.forEach(name -> unknown.put(name, null));
        int next = 0;
        for (long day = first; day <= last; day++) {
            String date = text(day);
            if (next < found.size() && found.get(next).date.equals(date)) {
                days.add(found.get(next++));
            } else {
                days.add(new SalesDay(date, 0, 0, Collections.unmodifiableMap(unknown)));
            }
        }
        return Collections.unmodifiableList(days);
    }

    private static <T> Page<T> page(
            List<String> ids, @Nullable String prefix, @Nullable String cursor, int limit, IntFunction<T> item) {
        Faults faults = new Faults();
        if (limit < 1 || limit > MAX_LIMIT) {
            faults.outOfRange("limit", limit, 1, MAX_LIMIT);
        }
        String after = cursor == null ? null : decoded(cursor, faults);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        int at = after == null ? -1 : Collections.binarySearch(ids, after);
        int from = after == null ? 0 : at >= 0 ? at + 1 : -at - 1;
        List<T> items = new ArrayList<>();
        String last = "";
        for (int i = from; i < ids.size(); i++) {
            String id = ids.get(i);
            if (prefix == null || id.regionMatches(true, 0, prefix, 0, prefix.length())) {
                if (items.size() == limit) {
                    return new Page<>(items, encoded(last));
                }
                items.add(item.apply(i));
                last = id;
            }
        }
        return new Page<>(items, null);
    }

    private static String encoded(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String cursor, Faults faults) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            faults.add("cursor", "unknown", "is not the next_cursor of a page");
            return "";
        }
    }

    private static ProductSales product(SeriesIndex index, AttributeTable told, int place) {
        SeriesIndex.Totals totals = index.product(place);
        Map<String, Object> attributes = told.row(index.products().get(place));
        return new ProductSales(
                index.products().get(place),
                totals.series(),
                text(totals.first()),
                text(totals.last()),
                totals.rows(),
                totals.quantity(),
                word(attributes, NAMES),
                word(attributes, CATEGORIES),
                attributes);
    }

    private static StoreSales store(SeriesIndex index, AttributeTable told, int place) {
        SeriesIndex.Totals totals = index.store(place);
        Map<String, Object> attributes = told.row(index.stores().get(place));
        return new StoreSales(
                index.stores().get(place),
                totals.series(),
                text(totals.first()),
                text(totals.last()),
                totals.rows(),
                totals.quantity(),
                word(attributes, NAMES),
                word(attributes, CATEGORIES),
                attributes);
    }

    private static @Nullable String word(Map<String, Object> attributes, List<String> names) {
        return names.stream()
                .map(attributes::get)
                .filter(Objects::nonNull)
                .map(value -> value instanceof Double number && number == Math.rint(number)
                        ? String.valueOf(number.longValue())
                        : String.valueOf(value))
                .findFirst()
                .orElse(null);
    }

    private Snapshot requireSnapshot() {
        return sales.current()
                .orElseThrow(
                        () -> new ShopTrainingException(ErrorCode.NOT_FOUND, "there are no sales; import sales first"));
    }

    private static int place(String what, String id, List<String> ids) {
        int place = Collections.binarySearch(ids, id);
        if (place < 0) {
            String hint = Suggestion.nearest(id, ids)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("");
            throw new ShopTrainingException(
                    ErrorCode.NOT_FOUND, "no " + what + " '" + Header.shortened(id) + "'" + hint);
        }
        return place;
    }

    private static @Nullable LocalDate date(String field, @Nullable String text, Faults faults) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            faults.add(field, "invalid", "'" + Header.shortened(text) + "' is not a date; allowed: yyyy-MM-dd");
            return null;
        }
    }

    private static String text(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).toString();
    }

    @Override
    public void close() {
        synchronized (reading) {
            if (duck != null) {
                duck.close();
                duck = null;
            }
        }
    }
}
