package io.shoptraining.sales;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is told of products, or of stores, beside their sales: one row an id.
 *
 * @param ids sorted
 */
public record AttributeTable(List<String> ids, List<Column> columns) {
    static final AttributeTable EMPTY = new AttributeTable(List.of(), List.of());

    public AttributeTable {
        ids = List.copyOf(ids);
        columns = List.copyOf(columns);
        if (!ids.equals(List.copyOf(new TreeSet<>(ids)))) {
            throw new IllegalArgumentException("the ids are not sorted, or appear twice");
        }
        for (Column column : columns) {
            if (column.values.size() != ids.size()) {
                throw new IllegalArgumentException(
                        column.name + " has " + column.values.size() + " values for " + ids.size() + " ids");
            }
        }
    }

    /**
     * One attribute.
     *
     * @param name its heading in small letters
     * @param numeric whether all values are numbers
     * @param values one an id; null where nothing is told
     */
    public record Column(String name, boolean numeric, List<@Nullable String> values) {
        public Column {
            Map<String, String> once = new HashMap<>();
            List<@Nullable String> kept = new ArrayList<>(values.size());
            for (String value : values) {
                if (value == null) {
                    kept.add(null);
                } else {
                    if (numeric && !Double.isFinite(Double.parseDouble(value))) {
                        throw new IllegalArgumentException(name + " has the number " + value);
                    }
                    String before = once.putIfAbsent(value, value);
                    kept.add(before == null ? value : before);
                }
            }
            values = Collections.unmodifiableList(kept);
        }
    }

    /** Texts and numbers of one id by name, without those that are not told; empty for an id without a row. */
    public Map<String, Object> row(String id) {
        int place = Collections.binarySearch(ids, id);
        Map<String, Object> row = new LinkedHashMap<>();
        for (Column column : columns) {
            String value = place < 0 ? null : column.values.get(place);
            if (value != null) {
                row.put(column.name, column.numeric ? (Object) Double.valueOf(value) : value);
            }
        }
        return Collections.unmodifiableMap(row);
    }
}
