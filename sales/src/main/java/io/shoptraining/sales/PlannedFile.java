package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A CSV file of what is planned for days to come, with the headings of sales files but no sales. */
public final class PlannedFile {
    private static final Set<String> KEYS = Set.of("date", "store_id", "product_id");

    private PlannedFile() {}

    /**
     * Its rows as the {@code covariates} of a request for a forecast; empty cells are left out, and rows that have no
     * others.
     *
     * @throws ShopTrainingException {@link ErrorCode#DATA_REFUSED} when it is no table, or has no column of dates
     */
    public static List<Map<String, Object>> read(Path file) {
        try {
            return rows(SmallTable.read(file));
        } catch (ShopTrainingException e) {
            throw e.code() == ErrorCode.DATA_REFUSED
                    ? new ShopTrainingException(e.code(), file.getFileName() + ": " + e.getMessage(), e)
                    : e;
        }
    }

    private static List<Map<String, Object>> rows(SmallTable table) {
        List<String> names = table.headings().stream().map(PlannedFile::name).toList();
        for (String name : names) {
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw Source.refused("two headings mean " + name);
            }
        }
        if (!names.contains("date")) {
            throw Source.refused("no column for date; the headings are " + String.join(", ", table.headings()));
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SmallTable.Row row : table.rows()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                String cell = row.cells().get(i);
                if (!cell.isEmpty()) {
                    fields.put(names.get(i), names.get(i).equals("date") ? date(cell) : cell);
                }
            }
            if (!KEYS.containsAll(fields.keySet())) {
                rows.add(fields);
            }
        }
        return rows;
    }

    private static String name(String heading) {
        return Field.ofHeading(heading)
                .filter(Field::isSingle)
                .map(field -> switch (field) {
                    case STORE -> "store_id";
                    case PRODUCT -> "product_id";
                    default -> field.word();
                })
                .orElseGet(() -> Field.plain(heading));
    }

    private static String date(String cell) {
        return SmallTable.date(cell).map(Object::toString).orElse(cell);
    }
}
