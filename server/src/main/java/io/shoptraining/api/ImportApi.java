package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.sales.FileColumns;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ImportReport;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sales into the store: a file is looked at, then committed, and can be taken back. */
public final class ImportApi {
    private static final String INFERRED = "inferred";
    private static final List<String> STOCK_OUTS = List.of(INFERRED, "marked");

    private final SalesStore sales;
    private final Path uploads;
    private final long maxBytes;

    /**
     * @param uploads where files lie while they arrive
     * @param maxBytes the largest file
     */
    public ImportApi(SalesStore sales, Path uploads, long maxBytes) {
        this.sales = sales;
        this.uploads = uploads;
        this.maxBytes = maxBytes;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(
                                "/imports",
                                Role.OPERATOR,
                                "Upload a file of daily sales (CSV, CSV.gz, Excel or Parquet), as the part 'file' of a"
                                        + " form or as the body itself, and see what is in it.",
                                this::check)
                        .upTo(maxBytes)
                        .query("file_name", "What people call the file, when it is the body itself.")
                        .query("mapping", "A JSON object: field by heading, where it is not recognised.")
                        .query("date_format", "One of " + String.join(", ", ImportOptions.DATE_FORMATS) + ".")
                        .query("duplicates", "Rows with the same day, store and product: merge, sum or last.")
                        .query(
                                "stock_outs",
                                "inferred: improbable runs of days without sales are none of demand, where no stock is told"
                                        + " (as unless said); marked: only those that the stock tells of.")
                        .answers(201, ImportReport.class),
                Route.post(
                                "/attributes",
                                Role.OPERATOR,
                                "Upload a file that describes products or stores, one row each, in the ways of /imports,"
                                        + " and see what is in it. It is an import like others: commit it, or take it"
                                        + " back.",
                                this::checkAttributes)
                        .upTo(maxBytes)
                        .query("file_name", "What people call the file, when it is the body itself.")
                        .query(
                                "mapping",
                                "A JSON object by heading: product or store for the id, attribute, text or ignore.")
                        .answers(201, ImportReport.class),
                Route.post(
                                "/imports/columns",
                                Role.OPERATOR,
                                "Upload a file, or the beginning of one, and see its columns and what each is taken"
                                        + " for. Nothing is kept.",
                                this::columns)
                        .upTo(maxBytes)
                        .query("file_name", "What people call the file, when it is the body itself.")
                        .answers(200, FileColumns.class),
                Route.post(
                                "/imports/sample",
                                Role.OPERATOR,
                                "See what is in a small chain of made-up shops, for trying things out.",
                                this::sample)
                        .answers(201, ImportReport.class),
                Listing.paged(Route.get("/imports", Role.VIEWER, "All imports, oldest first.", this::list)),
                Route.get("/imports/{import_id}", Role.VIEWER, "One import and its quality report.", this::show)
                        .answers(200, ImportReport.class),
                Route.post(
                        "/imports/{import_id}/commit", Role.OPERATOR, "Take the rows of an import in.", this::commit),
                Route.delete("/imports/{import_id}", Role.OPERATOR, "Take an import back.", this::undo));
    }

    private Answer check(Call call) {
        return checked(call, options(call));
    }

    private Answer checkAttributes(Call call) {
        Faults faults = new Faults();
        Map<String, String> mapping = mapping(call, faults);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return checked(call, ImportOptions.attributes(mapping));
    }

    private Answer checked(Call call, ImportOptions options) {
        try (Upload upload = Upload.receive(call, uploads)) {
            return checked(sales.check(upload.file(), upload.label(), options, ProgressListener.NONE));
        }
    }

    private Answer sample(Call call) {
        Listing.requireNoBody(call);
        return checked(sales.checkSample(ProgressListener.NONE));
    }

    private static Answer checked(ImportReport report) {
        return Answer.json(201, report).with("Location", Api.ROOT + "/imports/" + report.id());
    }

    private Answer columns(Call call) {
        try (Upload upload = Upload.receive(call, uploads)) {
            return Answer.ok(sales.columns(upload.file(), upload.label()));
        }
    }

    private static ImportOptions options(Call call) {
        Faults faults = new Faults();
        ImportOptions.Duplicates rule = ImportOptions.Duplicates.MERGE;
        List<String> rules = java.util.Arrays.stream(ImportOptions.Duplicates.values())
                .map(r -> r.name().toLowerCase(Locale.ROOT))
                .toList();
        Optional<String> asked = call.query("duplicates");
        if (asked.isPresent() && rules.contains(asked.get())) {
            rule = ImportOptions.Duplicates.valueOf(asked.get().toUpperCase(Locale.ROOT));
        } else {
            asked.ifPresent(word -> faults.unknown("duplicates", word, rules));
        }
        String stockOuts = call.query("stock_outs").orElse(INFERRED);
        if (!STOCK_OUTS.contains(stockOuts)) {
            faults.unknown("stock_outs", stockOuts, STOCK_OUTS);
        }
        Map<String, String> mapping = mapping(call, faults);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return new ImportOptions(mapping, call.query("date_format").orElse(null), rule, stockOuts.equals(INFERRED));
    }

    private static Map<String, String> mapping(Call call, Faults faults) {
        Map<String, String> mapping = new LinkedHashMap<>();
        call.query("mapping")
                .ifPresent(text -> Json.readObject(text).forEach((heading, field) -> {
                    if (field instanceof String word) {
                        mapping.put(heading, word);
                    } else {
                        faults.add("mapping." + heading, "wrong_type", "has to be the name of a field");
                    }
                }));
        return mapping;
    }

    private Answer list(Call call) {
        Listing listing = new Listing(call);
        int limit = listing.limit();
        int from = listing.offset();
        listing.check();
        List<ImportReport> all = sales.imports();
        int start = Math.min(from, all.size());
        int end = Math.min(start + limit, all.size());
        return Listing.answer(all.subList(start, end), end < all.size() ? Listing.cursor(end) : null);
    }

    private Answer show(Call call) {
        return Answer.ok(sales.report(call.path("import_id")));
    }

    private Answer commit(Call call) {
        Listing.requireNoBody(call);
        String id = call.path("import_id");
        Snapshot snapshot = sales.commit(id);
        return Answer.ok(with(sales.report(id), snapshot));
    }

    /** A checked import is gone afterwards; a committed one stays in the list as undone. */
    private Answer undo(Call call) {
        String id = call.path("import_id");
        ImportReport before = sales.report(id);
        Snapshot now = sales.undo(id).orElse(null);
        ImportReport after = before;
        try {
            after = sales.report(id);
        } catch (ShopTrainingException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        Map<String, @Nullable Object> answer = with(after, now);
        answer.put("status", "undone");
        return Answer.ok(answer);
    }

    private static Map<String, @Nullable Object> with(ImportReport report, @Nullable Snapshot snapshot) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>(Json.toMap(report));
        answer.put("snapshot", snapshot == null ? null : about(snapshot));
        return answer;
    }

    /** What is known about a snapshot, but for where it lies. */
    private static Map<String, Object> about(Snapshot snapshot) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("id", snapshot.id());
        about.put("sha256", snapshot.sha256());
        about.put("rows", snapshot.rows());
        about.put("first_date", snapshot.firstDate().toString());
        about.put("last_date", snapshot.lastDate().toString());
        about.put("products", snapshot.products().size());
        about.put("stores", snapshot.stores().size());
        return about;
    }
}
