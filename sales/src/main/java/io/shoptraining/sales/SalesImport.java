package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Ids;
import io.shoptraining.sales.QualityReport.OffendingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Checks one file: stage, type, sort, merge, measure. The order of things is in {@link #check}. */
final class SalesImport {
    /** Names of the files beside those of {@link Staged} that are needed no longer than the check. */
    static final List<String> FILES = List.of("raw.parquet", "sorted.parquet", "part.parquet.tmp");

    private static final int MAX_IDS = 1_000_000;
    private static final long MAX_ID_BYTES = 64 << 20;

    private final Path source;
    private final Path folder;
    private final ImportOptions options;
    private final ProgressListener progress;
    private final Findings findings = new Findings();
    private String badStores = "FALSE";
    private String badProducts = "FALSE";

    SalesImport(Path source, Path folder, ImportOptions options, ProgressListener progress) {
        this.source = source;
        this.folder = folder;
        this.options = options;
        this.progress = progress;
    }

    /** The finished part and what was found. */
    record Checked(
            Part part, List<String> planned, String sha256, Map<String, String> mapping, QualityReport quality) {}

    Checked check(LocalDate latest) {
        try (Duck duck = Duck.forImport(folder.resolve("spill"))) {
            Staged staged = Staged.read(source, folder, options, progress, duck);
            findings.drop(staged.dropped());
            Header header = staged.header().withoutTexts(staged.sample(), staged.commas());
            DateFormat dates = dateFormat(header, staged.sample());
            progress.progressed("typing", 0, 0);
            DecimalCommas commas = DecimalCommas.of(staged, header, duck);
            commas.describe(findings);
            Typing typing = new Typing(header, commas);
            Path raw = folder.resolve("raw.parquet");
            duck.run("COPY (" + typing.select(staged.from(), dates, latest) + ") TO " + Duck.quoted(raw)
                    + " (FORMAT parquet, COMPRESSION snappy)");
            String rows = "read_parquet(" + Duck.quoted(raw) + ")";
            countReasons(duck, rows);
            String good = checkIds(duck, rows);
            progress.progressed("sorting", 0, 0);
            Part sorted = new Part(folder.resolve("sorted.parquet"), typing.covariates());
            long kept = kept(duck, rows, good, staged);
            Part.write(
                    duck,
                    "SELECT s, p, d, q" + Part.xs(typing.covariates().size(), "x") + " FROM " + rows + " WHERE " + good,
                    sorted.file());
            progress.progressed("checking", kept, kept);
            Part part = merged(duck, raw, good, sorted, mergeRule(header, staged.sample()));
            Part.Facts facts = part.facts(duck);
            facts.requireFew();
            List<OffendingRow> offending = offending(duck, raw, good, staged, header);
            StockOuts.describe(duck, part, findings);
            findings.describe(duck, rows, good, header, typing, staged, facts);
            return new Checked(
                    part,
                    typing.planned(),
                    staged.sha256(),
                    header.mapping(),
                    findings.report(staged, dates, facts, kept, offending));
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + source.getFileName(), e);
        }
    }

    private DateFormat dateFormat(Header header, List<List<String>> sample) {
        if (options.dateFormat() != null) {
            return DateFormat.ofPattern(options.dateFormat());
        }
        int column = header.column(Field.DATE);
        List<String> texts = sample.stream()
                .map(row -> row.get(column).strip())
                .filter(t -> !t.isEmpty())
                .toList();
        return DateFormat.recognise(texts, header.headings().get(column));
    }

    /** With times of day, equal rows are two sales and no double. */
    private ImportOptions.Duplicates mergeRule(Header header, List<List<String>> sample) {
        int column = header.column(Field.DATE);
        boolean times = sample.stream()
                .anyMatch(row -> DateFormat.hasTime(row.get(column).strip()));
        if (times) {
            findings.add("time_of_day", "the dates have times of day; all sales of a day are added up");
        }
        return times && options.duplicates() == ImportOptions.Duplicates.MERGE
                ? ImportOptions.Duplicates.SUM
                : options.duplicates();
    }

    private void countReasons(Duck duck, String rows) {
        duck.list("SELECT r, count(*) FROM " + rows + " WHERE r <> 0 GROUP BY r ORDER BY r", r -> {
            findings.drop(Reason.ofCode(r.getInt(1)), r.getLong(2));
            return 0;
        });
    }

    /** Checks every id once; returns the condition of good rows. */
    private String checkIds(Duck duck, String rows) {
        badStores = badIds(duck, rows, "s", Reason.BAD_STORE_ID, "FALSE");
        badProducts = badIds(duck, rows, "p", Reason.BAD_PRODUCT_ID, badStores);
        return "r = 0 AND NOT " + badStores + " AND NOT " + badProducts;
    }

    private String badIds(Duck duck, String rows, String column, Reason reason, String alreadyBad) {
        String table = "ids_" + column;
        duck.run("CREATE TEMP TABLE " + table + " AS SELECT DISTINCT " + column + " AS id FROM " + rows
                + " WHERE r = 0");
        if (duck.number("SELECT count(*) FROM " + table) > MAX_IDS
                || duck.number("SELECT coalesce(sum(strlen(id)), 0) FROM " + table) > MAX_ID_BYTES) {
            throw Source.refused("column for " + reason.field().word() + " has more than " + MAX_IDS
                    + " different values, or very long ones; is it the right column?");
        }
        List<String> bad = new ArrayList<>();
        duck.each("SELECT id FROM " + table + " ORDER BY id", r -> {
            if (Ids.fault(r.getString(1)).isPresent()) {
                bad.add(r.getString(1));
            }
        });
        if (bad.isEmpty()) {
            return "FALSE";
        }
        duck.texts("bad_" + column, bad);
        String condition = "(" + column + " IN (SELECT id FROM bad_" + column + "))";
        long count = duck.number(
                "SELECT count(*) FROM " + rows + " WHERE r = 0 AND NOT " + alreadyBad + " AND " + condition);
        findings.drop(reason, count);
        return condition;
    }

    private long kept(Duck duck, String rows, String good, Staged staged) throws IOException {
        long kept = duck.number("SELECT count(*) FROM " + rows + " WHERE " + good);
        if (kept == 0) {
            List<OffendingRow> bad = offending(duck, folder.resolve("raw.parquet"), good, staged, staged.header());
            OffendingRow first = bad.get(0);
            throw Source.refused("no row can be used; line " + first.line()
                    + (first.column().isEmpty() ? "" : ", column '" + first.column() + "'") + ": " + first.reason()
                    + " '" + first.value() + "'; dropped: " + findings.words());
        }
        findings.requireWhole(kept, staged);
        return kept;
    }

    private Part merged(Duck duck, Path raw, String good, Part sorted, ImportOptions.Duplicates rule) {
        Part part = new Part(folder.resolve("part.parquet"), sorted.covariates());
        Path beside = folder.resolve("part.parquet.tmp");
        long doubles = sorted.duplicates(duck);
        if (doubles == 0) {
            Durable.publish(sorted.file(), part.file());
            return part;
        }
        Merging.merge(duck, raw, good, sorted, rule, beside);
        Durable.publish(beside, part.file());
        findings.duplicates(doubles, rule);
        return part;
    }

    private List<OffendingRow> offending(Duck duck, Path raw, String good, Staged staged, Header header)
            throws IOException {
        List<OffendingRow> all = new ArrayList<>(staged.offending());
        List<Long> ordinals = new ArrayList<>();
        List<Reason> reasons = new ArrayList<>();
        duck.list(
                "SELECT file_row_number, CASE WHEN r <> 0 THEN r WHEN " + badStores + " THEN "
                        + Reason.BAD_STORE_ID.code() + " ELSE " + Reason.BAD_PRODUCT_ID.code()
                        + " END FROM read_parquet(" + Duck.quoted(raw) + ", file_row_number = true) WHERE NOT (" + good
                        + ") ORDER BY file_row_number LIMIT " + QualityReport.SHOWN,
                r -> {
                    reasons.add(Reason.ofCode(r.getInt(2)));
                    return ordinals.add(r.getLong(1));
                });
        List<CsvStage.Found> found = staged.rows(duck, options, ordinals);
        for (int i = 0; i < found.size(); i++) {
            int column = header.column(reasons.get(i).field());
            String value = column < 0 ? "" : found.get(i).fields().get(column);
            all.add(new OffendingRow(
                    found.get(i).line(),
                    column < 0 ? "" : header.headings().get(column),
                    Header.shortened(value),
                    reasons.get(i).word()));
        }
        all.sort(Comparator.comparingLong(OffendingRow::line));
        return all.subList(0, Math.min(all.size(), QualityReport.SHOWN));
    }
}
