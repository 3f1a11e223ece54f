package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.SeriesIndex.Columns;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A {@link SeriesIndex} beside its snapshot, so that a server can take a task before it has opened DuckDB. Derived: where
 * it is missing or does not fit the snapshot, the index is computed from the sales.
 */
final class SeriesFile {
    static final String NAME = "series.bin";

    private static final int FORMAT = 1;
    private static final int BYTES_A_SERIES = 5 * Integer.BYTES + Double.BYTES;
    private static final int BUFFER = 1 << 16;

    private SeriesFile() {}

    /** One pass over the sales of a snapshot. */
    static SeriesIndex compute(Duck duck, Part part, Collection<String> stores, Collection<String> products) {
        Map<String, Integer> storePlaces = places(stores);
        Map<String, Integer> productPlaces = places(products);
        Columns columns = Columns.empty(
                Math.toIntExact(duck.number("SELECT count(*) FROM (SELECT DISTINCT s, p FROM " + part.table() + ")")));
        int[] next = {0};
        duck.each(
                "SELECT s, p, CAST(min(d) - DATE '1970-01-01' AS INTEGER), CAST(max(d) - DATE '1970-01-01' AS INTEGER),"
                        + " CAST(count(*) AS INTEGER), sum(q ORDER BY d) FROM " + part.table()
                        + " GROUP BY s, p ORDER BY s, p",
                r -> {
                    int i = next[0]++;
                    columns.store()[i] = Objects.requireNonNull(storePlaces.get(r.getString(1)));
                    columns.product()[i] = Objects.requireNonNull(productPlaces.get(r.getString(2)));
                    columns.first()[i] = r.getInt(3);
                    columns.last()[i] = r.getInt(4);
                    columns.rows()[i] = r.getInt(5);
                    columns.quantity()[i] = r.getDouble(6);
                });
        return new SeriesIndex(stores, products, columns);
    }

    private static Map<String, Integer> places(Collection<String> sorted) {
        Map<String, Integer> places = new HashMap<>();
        sorted.forEach(id -> places.put(id, places.size()));
        return places;
    }

    static void write(SeriesIndex index, String sha256, Path folder) {
        Path beside = folder.resolve(NAME + ".tmp");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(beside), BUFFER))) {
            Columns columns = index.columns();
            out.writeInt(FORMAT);
            out.writeUTF(sha256);
            out.writeInt(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                out.writeInt(columns.store()[i]);
                out.writeInt(columns.product()[i]);
                out.writeInt(columns.first()[i]);
                out.writeInt(columns.last()[i]);
                out.writeInt(columns.rows()[i]);
                out.writeDouble(columns.quantity()[i]);
            }
        } catch (IOException e) {
            throw ShopTrainingException.io("writing " + NAME, e);
        }
        Durable.publish(beside, folder.resolve(NAME));
    }

    /** The index of a snapshot; empty when there is no file that fits it. */
    static Optional<SeriesIndex> read(Snapshot snapshot) {
        Path file = snapshot.file().resolveSibling(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            if (in.readInt() != FORMAT || !in.readUTF().equals(snapshot.sha256())) {
                return Optional.empty();
            }
            int size = in.readInt();
            if (size < 0 || (long) size * BYTES_A_SERIES > Files.size(file)) {
                return Optional.empty();
            }
            Columns columns = Columns.empty(size);
            long rows = 0;
            for (int i = 0; i < size; i++) {
                columns.store()[i] = in.readInt();
                columns.product()[i] = in.readInt();
                columns.first()[i] = in.readInt();
                columns.last()[i] = in.readInt();
                columns.rows()[i] = in.readInt();
                columns.quantity()[i] = in.readDouble();
                rows += columns.rows()[i];
            }
            return rows == snapshot.rows()
                    ? Optional.of(new SeriesIndex(snapshot.stores(), snapshot.products(), columns))
                    : Optional.empty();
        } catch (IOException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }
}
