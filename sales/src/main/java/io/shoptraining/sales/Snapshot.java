package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All sales at one moment: an immutable Parquet file sorted by store, product and date, beside it what is told of products
 * and stores and the calendar that holds for them, and what is known about it.
 *
 * @param sha256 of all that a training reads: of the sales; with attributes or a calendar, of the lines {@code HASH NAME} of
 *     all files
 * @param covariates names beside the quantity, in the order of the file's columns {@code x0}, {@code x1}, ...
 * @param planned the covariates that are known ahead, beside promotion, price, open and holiday, which always are
 * @param infersStockOuts whether improbable runs of days without sales are taken for stock-outs
 * @param imports the committed imports it is made of, oldest first
 */
public record Snapshot(
        String id,
        Path file,
        String sha256,
        long rows,
        LocalDate firstDate,
        LocalDate lastDate,
        SortedSet<String> products,
        SortedSet<String> stores,
        Instant createdAt,
        List<String> covariates,
        List<String> planned,
        boolean infersStockOuts,
        List<String> imports) {
    static final String DATA = "sales.parquet";
    static final String ABOUT = "snapshot.json";

    public Snapshot {
        products = Collections.unmodifiableSortedSet(new TreeSet<>(products));
        stores = Collections.unmodifiableSortedSet(new TreeSet<>(stores));
        covariates = List.copyOf(covariates);
        planned = List.copyOf(planned);
        imports = List.copyOf(imports);
    }

    /**
     * Compares the file with the hash that was written down when it was made.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when they differ or the file is gone
     */
    public void verify() {
        if (!Files.isRegularFile(file)) {
            throw damaged("its file " + file + " is missing");
        }
        String actual = sha256(file, Durable::sha256);
        if (!actual.equals(sha256)) {
            throw damaged("its file " + file + " has SHA-256 " + actual + " instead of " + sha256);
        }
    }

    /**
     * The hash of a snapshot.
     *
     * @param sales its data file
     * @param hash the SHA-256 of a file
     */
    public static String sha256(Path sales, Function<Path, String> hash) {
        List<Path> beside = Stream.concat(
                        Arrays.stream(Attributes.Kind.values()).map(Attributes.Kind::file),
                        Stream.of(HolidayCalendar.FILE))
                .map(sales::resolveSibling)
                .filter(Files::exists)
                .toList();
        String own = hash.apply(sales);
        if (beside.isEmpty()) {
            return own;
        }
        StringBuilder lines = new StringBuilder(own).append(' ').append(DATA);
        beside.forEach(
                file -> lines.append('\n').append(hash.apply(file)).append(' ').append(file.getFileName()));
        return HexFormat.of().formatHex(Durable.digest().digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** What is told of its products and stores beside their sales. */
    public Attributes attributes() {
        return Attributes.of(this);
    }

    /** The holidays that hold for it; empty for China's. */
    public Optional<HolidayCalendar> calendar() {
        return HolidayCalendar.in(file.resolveSibling(""));
    }

    private ShopTrainingException damaged(String what) {
        return new ShopTrainingException(
                ErrorCode.DAMAGED_FILE, "sales snapshot " + id + ": " + what + "; restore it or import again");
    }

    void write(Path folder) {
        About about = new About(
                id,
                sha256,
                rows,
                firstDate.toString(),
                lastDate.toString(),
                createdAt.toString(),
                covariates,
                planned,
                infersStockOuts,
                imports,
                List.copyOf(stores),
                List.copyOf(products));
        Durable.write(folder.resolve(ABOUT), Json.writePretty(about));
    }

    /** The same sales in another folder, with what lies beside them there. */
    Snapshot renewed(String newId, Path folder, Instant now, List<String> used) {
        Path data = folder.resolve(DATA);
        return new Snapshot(
                newId,
                data,
                sha256(data, Durable::sha256),
                rows,
                firstDate,
                lastDate,
                products,
                stores,
                now,
                covariates,
                planned,
                infersStockOuts,
                used);
    }

    /** The snapshot whose data file this is. */
    public static Snapshot at(Path file) {
        return read(file.resolveSibling(""));
    }

    static Snapshot read(Path folder) {
        Path file = folder.resolve(ABOUT);
        About about;
        try {
            about = Json.read(Files.readString(file), About.class);
        } catch (IOException e) {
            throw ShopTrainingException.io("sales snapshot " + folder.getFileName(), e);
        } catch (ShopTrainingException e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": " + e.getMessage(), e);
        }
        return new Snapshot(
                about.id,
                folder.resolve(DATA),
                about.sha256,
                about.rows,
                LocalDate.parse(about.firstDate),
                LocalDate.parse(about.lastDate),
                new TreeSet<>(about.products),
                new TreeSet<>(about.stores),
                Instant.parse(about.createdAt),
                about.covariates,
                about.planned == null ? List.of() : about.planned,
                about.infersStockOuts == null || about.infersStockOuts,
                about.imports);
    }

    /** What is null was not known of to the version that wrote it. */
    private record About(
            String id,
            String sha256,
            long rows,
            String firstDate,
            String lastDate,
            String createdAt,
            List<String> covariates,
            @Nullable List<String> planned,
            @Nullable Boolean infersStockOuts,
            List<String> imports,
            List<String> stores,
            List<String> products) {}
}
