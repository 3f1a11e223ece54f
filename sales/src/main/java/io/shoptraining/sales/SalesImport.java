package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Ids;
import io.shoptraining.sales.QualityReport.Finding;
import io.shoptraining.sales.QualityReport.OffendingRow;
import io.shoptraining.sales.TextDecoder.WrongEncoding;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/** Checks one file: stage, type, sort, merge, measure. The order of things is in {@link #check}. */
final class SalesImport {
    /** One ragged row in so many, and the file is refused. */
    private static final int RAGGED_SHARE = 4;

    private static final int MAX_IDS = 1_000_000;

    private final Path source;
    private final Path folder;
    private final ImportOptions options;
    private final ProgressListener progress;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Reason, Long> dropped = new EnumMap<>(Reason.class);
    private String badStores = "FALSE";
    private String badProducts = "FALSE";
    private long returns;

    SalesImport(Path source, Path folder, ImportOptions options, ProgressListener progress) {
        this.source = source;
        this.folder = folder;
        this.options = options;
        this.progress = progress;
    }

    /** What a staged file is: clean text or a copy of the Parquet. */
    private record Staged(
            Header header,
            String from,
            String sha256,
            String encoding,
            List<List<String>> sample,
            List<OffendingRow> offending,
            Charset charset) {
        boolean isParquet() {
            return encoding.equals("parquet");
        }
    }

    /** The finished part and what was found. */
    record Checked(Part part, String sha256, Map<String, String> mapping, QualityReport quality) {}

    Checked check(LocalDate latest) {
        try (Duck duck = Duck.forImport(folder.resolve("spill"))) {
            Staged staged = stage(duck);
            Header header = staged.header().withoutTexts(staged.sample());
            DateFormat dates = dateFormat(header, staged.sample());
            Typing typing = new Typing(header);
            progress.progressed("typing", 0, 0);
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
            List<OffendingRow> offending = offending(duck, raw, good, staged, header);
            describe(duck, rows, good, header, typing, staged, facts);
            return new Checked(part, staged.sha256(), mapping(header), report(staged, dates, facts, kept, offending));
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + source.getFileName(), e);
        }
    }

    private Staged stage(Duck duck) throws IOException {
        if (!Files.isRegularFile(source)) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, "no such file: " + source);
        }
        if (Source.isParquet(source)) {
            return stageParquet(duck);
        }
        try {
            return stageText(StandardCharsets.UTF_8);
        } catch (WrongEncoding notUtf8) {
            try {
                return stageText(TextDecoder.GB18030);
            } catch (WrongEncoding neither) {
                throw Source.refused("the file is neither UTF-8 (line " + notUtf8.line() + " is not) nor GB18030 (line "
                        + neither.line() + " is not); save it as CSV in UTF-8");
            }
        } catch (ZipException | EOFException e) {
            throw Source.refused("the gzip file is damaged: " + e.getMessage());
        }
    }

    private Staged stageText(Charset charset) throws IOException, WrongEncoding {
        Path clean = folder.resolve("clean.csv");
        TextDecoder decoder = new TextDecoder(charset);
        try (Source in = new Source(source, progress);
                OutputStream out = Files.newOutputStream(clean)) {
            CsvStage stage = new CsvStage(decoder, options, out, new long[0]);
            stage.read(in.text());
            Header header = stage.header();
            if (stage.records() == 0 && stage.dropped().isEmpty()) {
                throw Source.refused("the file has headings but no rows");
            }
            if (!decoder.isUtf8() && decoder.firstUtf8Line() > 0) {
                throw Source.refused("the file mixes encodings: line " + decoder.firstUtf8Line()
                        + " is UTF-8, other lines are not; save it again in one encoding");
            }
            dropped.putAll(stage.dropped());
            String names =
                    header.fields().isEmpty() ? "" : columns(header.headings().size());
            String from = "read_csv(" + Duck.quoted(clean) + ", auto_detect = false, header = false, delim = '"
                    + header.delimiter() + "', quote = '\"', escape = '\"', new_line = '\\n', nullstr = '',"
                    + " max_line_size = " + 2 * CsvStage.MAX_LINE + ", columns = {" + names + "})";
            return new Staged(
                    header,
                    from,
                    in.sha256(),
                    decoder.isUtf8() ? "UTF-8" : "GB18030",
                    stage.sample(),
                    stage.offending(),
                    charset);
        }
    }

    private static String columns(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
                .collect(Collectors.joining(", "));
    }

    private Staged stageParquet(Duck duck) throws IOException {
        Path copy = folder.resolve("source.parquet");
        Files.copy(source, copy);
        String table = "read_parquet(" + Duck.quoted(copy) + ")";
        try {
            List<String> headings = duck.list("DESCRIBE SELECT * FROM " + table, r -> r.getString(1));
            Header header = Header.of(headings, options);
            String names = java.util.stream.IntStream.range(0, headings.size())
                    .mapToObj(i -> "c" + i)
                    .collect(Collectors.joining(", "));
            String from = "(SELECT "
                    + java.util.stream.IntStream.range(0, headings.size())
                            .mapToObj(i -> "CAST(c" + i + " AS VARCHAR) AS c" + i)
                            .collect(Collectors.joining(", "))
                    + " FROM " + table + " AS t(" + names + "))";
            int count = headings.size();
            List<List<String>> sample = duck.list("SELECT * FROM " + from + " LIMIT 1000", r -> {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    String text = r.getString(i);
                    row.add(text == null ? "" : text);
                }
                return row;
            });
            if (sample.isEmpty()) {
                throw Source.refused("the file has columns but no rows");
            }
            return new Staged(
                    header, from, Durable.sha256(source), "parquet", sample, List.of(), StandardCharsets.UTF_8);
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.DAMAGED_FILE) {
                throw Source.refused("the Parquet file cannot be read: " + e.getMessage());
            }
            throw e;
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
            find("time_of_day", "the dates have times of day; all sales of a day are added up");
        }
        return times && options.duplicates() == ImportOptions.Duplicates.MERGE
                ? ImportOptions.Duplicates.SUM
                : options.duplicates();
    }

    private void countReasons(Duck duck, String rows) {
        duck.list("SELECT r, count(*) FROM " + rows + " WHERE r <> 0 GROUP BY r ORDER BY r", r -> {
            dropped.put(Reason.ofCode(r.getInt(1)), r.getLong(2));
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
        List<String> ids = duck.list(
                "SELECT DISTINCT " + column + " FROM " + rows + " WHERE r = 0 LIMIT " + (MAX_IDS + 1),
                r -> r.getString(1));
        if (ids.size() > MAX_IDS) {
            throw Source.refused("column for " + reason.field().word() + " has more than " + MAX_IDS
                    + " different values; is it the right column?");
        }
        List<String> bad = ids.stream().filter(id -> Ids.fault(id).isPresent()).toList();
        if (bad.isEmpty()) {
            return "FALSE";
        }
        duck.texts("bad_" + column, bad);
        String condition = "(" + column + " IN (SELECT id FROM bad_" + column + "))";
        long count = duck.number(
                "SELECT count(*) FROM " + rows + " WHERE r = 0 AND NOT " + alreadyBad + " AND " + condition);
        dropped.merge(reason, count, Long::sum);
        return condition;
    }

    private long kept(Duck duck, String rows, String good, Staged staged) throws IOException {
        long kept = duck.number("SELECT count(*) FROM " + rows + " WHERE " + good);
        if (kept == 0) {
            List<OffendingRow> bad = offending(duck, folder.resolve("raw.parquet"), good, staged, staged.header());
            OffendingRow first = bad.get(0);
            throw Source.refused("no row can be used; line " + first.line()
                    + (first.column().isEmpty() ? "" : ", column '" + first.column() + "'") + ": " + first.reason()
                    + " '" + first.value() + "'; dropped: " + words());
        }
        requireWhole(kept, staged);
        return kept;
    }

    /** A few broken lines are dropped and reported; a file of which many are broken was not written as it looks. */
    private void requireWhole(long kept, Staged staged) {
        long ragged = dropped.getOrDefault(Reason.RAGGED_ROW, 0L) + dropped.getOrDefault(Reason.UNBALANCED_QUOTES, 0L);
        long read = kept + dropped.values().stream().mapToLong(Long::longValue).sum();
        if (ragged * RAGGED_SHARE > read && !staged.offending().isEmpty()) {
            OffendingRow first = staged.offending().get(0);
            throw Source.refused("the file is ragged: " + ragged + " of " + read
                    + " rows do not have as many cells as there are headings; the first is line " + first.line() + ": '"
                    + first.value() + "'");
        }
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
        find(
                "duplicates",
                doubles + " rows have the date, store and product of another row; rule: "
                        + switch (rule) {
                            case MERGE -> "identical rows counted once, different ones added up";
                            case SUM -> "added up";
                            case LAST -> "the last one kept";
                        });
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
        List<CsvStage.Found> found = ordinals.isEmpty() ? List.of() : lines(duck, staged, ordinals);
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

    /** Reads the file again, which only files with bad rows need, so that good ones carry no line numbers. */
    private List<CsvStage.Found> lines(Duck duck, Staged staged, List<Long> ordinals) throws IOException {
        if (staged.isParquet()) {
            int count = staged.header().headings().size();
            String chosen = ordinals.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return duck.list(
                    "SELECT * FROM (SELECT *, row_number() OVER () - 1 AS n FROM " + staged.from() + ") WHERE n IN ("
                            + chosen + ") ORDER BY n",
                    r -> {
                        List<String> row = new ArrayList<>();
                        for (int i = 1; i <= count; i++) {
                            String text = r.getString(i);
                            row.add(text == null ? "" : text);
                        }
                        return new CsvStage.Found(r.getLong(count + 1) + 1, row);
                    });
        }
        CsvStage stage = new CsvStage(
                new TextDecoder(staged.charset()),
                options,
                null,
                ordinals.stream().mapToLong(n -> n).toArray());
        try (Source in = new Source(source, ProgressListener.NONE)) {
            stage.read(in.text());
        } catch (WrongEncoding e) {
            throw new ShopTrainingException(ErrorCode.CONFLICT, source + " changed while it was read", e);
        }
        return stage.found();
    }

    private void describe(
            Duck duck, String rows, String good, Header header, Typing typing, Staged staged, Part.Facts facts) {
        if (header.column(Field.STORE) < 0) {
            find("no_store", "the file has no store column; all sales go to store 1");
        }
        if (staged.encoding().equals("GB18030")) {
            find("encoding", "the file is not UTF-8 and was read as GB18030; check that the names below are right");
        }
        List<String> ignored = new ArrayList<>();
        for (int i = 0; i < header.headings().size(); i++) {
            if (header.fields().get(i) == Field.IGNORE) {
                ignored.add(header.headings().get(i));
            }
        }
        if (!ignored.isEmpty()) {
            find("ignored_columns", "not imported: " + String.join(", ", ignored));
        }
        returns = duck.number("SELECT count(*) FROM " + rows + " WHERE " + good + " AND q < 0");
        if (returns > 0) {
            find("returns", returns + " rows have a negative quantity (returns); they are kept");
        }
        if (facts.missingDays() > 0) {
            find("gaps", facts.missingDays() + " days are missing inside series; they count as days without sales");
        }
        wrongValues(duck, rows, good, typing);
        if (!dropped.isEmpty()) {
            find("dropped", "dropped rows: " + words());
        }
    }

    private void wrongValues(Duck duck, String rows, String good, Typing typing) {
        for (int i = 0; i < Math.min(typing.covariates().size(), Long.SIZE - 2); i++) {
            long count =
                    duck.number("SELECT count(*) FROM " + rows + " WHERE (w & " + (1L << i) + ") <> 0 AND " + good);
            if (count > 0) {
                find(
                        "unreadable_values",
                        "column '" + typing.heading(i) + "': " + count
                                + " values are not numbers; the rows are kept, the values count as missing");
            }
        }
    }

    private QualityReport report(
            Staged staged, DateFormat dates, Part.Facts facts, long kept, List<OffendingRow> offending) {
        Map<String, Long> reasons = new LinkedHashMap<>();
        dropped.forEach((reason, count) -> reasons.put(reason.word(), count));
        long droppedRows = dropped.values().stream().mapToLong(n -> n).sum();
        char delimiter = staged.header().delimiter();
        return new QualityReport(
                kept + droppedRows,
                kept,
                droppedRows,
                facts.rows(),
                reasons,
                offending,
                findings,
                staged.encoding(),
                staged.isParquet() ? "" : delimiter == '\t' ? "tab" : String.valueOf(delimiter),
                dates.pattern(),
                facts.firstDate().toString(),
                facts.lastDate().toString(),
                facts.stores().size(),
                facts.products().size(),
                returns,
                facts.missingDays(),
                kept - facts.rows());
    }

    private Map<String, String> mapping(Header header) {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (int i = 0; i < header.headings().size(); i++) {
            mapping.put(header.headings().get(i), header.fields().get(i).word());
        }
        return mapping;
    }

    private String words() {
        return dropped.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().word())
                .collect(Collectors.joining(", "));
    }

    private void find(String code, String message) {
        findings.add(new Finding(code, message));
    }
}
