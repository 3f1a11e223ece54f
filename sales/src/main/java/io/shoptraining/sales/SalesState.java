package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.sales.ImportReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a store of sales knows of itself: {@code sales.json}.
 *
 * @param current id of the snapshot of all that is committed; null while there are no sales
 * @param imports in the order in which they were last checked, committed or undone
 */
record SalesState(
        int format,
        int nextImport,
        int nextSnapshot,
        @Nullable String current,
        List<Entry> imports) {
    private static final String FILE = "sales.json";

    /**
     * One import. What is null was not known of to the version that wrote it, or is nothing that such a file tells of.
     *
     * @param covariates of sales
     * @param planned those of the covariates that are known ahead
     * @param infersStockOuts as its options say
     * @param attributes what a file of attributes is of; null for sales
     */
    record Entry(
            String id,
            Status status,
            List<String> covariates,
            @Nullable List<String> planned,
            @Nullable Boolean infersStockOuts,
            Attributes.@Nullable Kind attributes) {
        Entry as(Status changed) {
            return new Entry(id, changed, covariates, planned, infersStockOuts, attributes);
        }

        boolean isSales() {
            return attributes == null;
        }
    }

    static SalesState read(Path dir) {
        Path file = dir.resolve(FILE);
        if (!Files.exists(file)) {
            return new SalesState(1, 1, 1, null, List.of());
        }
        try {
            SalesState state = Json.read(Files.readString(file), SalesState.class);
            if (state.format != 1) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, file + " has format " + state.format + "; this program reads format 1");
            }
            return state;
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + file, e);
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.INVALID_REQUEST) {
                throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    void write(Path dir) {
        Durable.createFolder(dir);
        Durable.write(dir.resolve(FILE), Json.writePretty(this));
    }

    SalesState with(Entry entry) {
        List<Entry> changed = new ArrayList<>(imports);
        changed.removeIf(e -> e.id.equals(entry.id));
        changed.add(entry);
        return new SalesState(format, nextImport, nextSnapshot, current, changed);
    }

    SalesState without(String id) {
        return new SalesState(
                format,
                nextImport,
                nextSnapshot,
                current,
                imports.stream().filter(e -> !e.id.equals(id)).toList());
    }

    SalesState withImport() {
        return new SalesState(format, nextImport + 1, nextSnapshot, current, imports);
    }

    SalesState withSnapshot(String id) {
        return new SalesState(format, nextImport, nextSnapshot + 1, id, imports);
    }

    SalesState withoutSales() {
        return new SalesState(format, nextImport, nextSnapshot, null, imports);
    }

    /** Committed sales, in the order of their commits. */
    List<Entry> sales() {
        return imports.stream()
                .filter(e -> e.status == Status.COMMITTED && e.isSales())
                .toList();
    }

    /** What the last committed sales that have a column say of it. */
    List<String> planned() {
        Set<String> names = new TreeSet<>();
        for (Entry entry : sales()) {
            entry.covariates.forEach(names::remove);
            names.addAll(entry.planned == null ? List.of() : entry.planned);
        }
        return List.copyOf(names);
    }

    /** Not when any committed sales say that their stock-outs are marked. */
    boolean infersStockOuts() {
        return sales().stream().noneMatch(entry -> Boolean.FALSE.equals(entry.infersStockOuts));
    }

    /** The last committed file of attributes of products, or of stores. */
    Optional<Entry> attributes(Attributes.Kind kind) {
        return imports.stream()
                .filter(e -> e.status == Status.COMMITTED && e.attributes == kind)
                .reduce((before, later) -> later);
    }

    /** Every import that the next snapshot is made of. */
    List<String> used() {
        return Stream.concat(
                        sales().stream(),
                        Stream.of(Attributes.Kind.values()).flatMap(kind -> attributes(kind).stream()))
                .map(Entry::id)
                .toList();
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} */
    Entry entry(String id) {
        return imports.stream()
                .filter(e -> e.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new ShopTrainingException(ErrorCode.NOT_FOUND, "no import '" + id + "'"));
    }
}
