package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Ids;
import io.shoptraining.sales.QualityReport.OffendingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks one file of attributes: it goes the way of a file of sales until it is a table of texts. A column is one of
 * numbers when all of its values are numbers; numbers with leading zeros are codes, and so texts.
 */
final class AttributesImport {
    /** A table of attributes is kept in memory by a server and by every worker. */
    private static final long MAX_CELLS = 2_000_000;

    private static final long MAX_BYTES = 64 << 20;
    private static final Pattern CODE = Pattern.compile("[+-]?0\\d+");

    private final Path source;
    private final Path folder;
    private final ImportOptions options;
    private final ProgressListener progress;
    private final Findings findings = new Findings();
    private final List<Long> badOrdinals = new ArrayList<>();
    private final List<Reason> badReasons = new ArrayList<>();
    private long kept;

    AttributesImport(Path source, Path folder, ImportOptions options, ProgressListener progress) {
        this.source = source;
        this.folder = folder;
        this.options = options;
        this.progress = progress;
    }

    /** The finished table and what was found. */
    record Checked(
            Attributes.Kind kind,
            AttributeTable table,
            String sha256,
            Map<String, String> mapping,
            QualityReport quality,
            AttributesReport report) {}

    /** A row as it was read: texts, and numbers where they are some. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(@Nullable String[] texts, @Nullable Double[] numbers) {}

    /** @param sales what the attributes should fit; null when there is none */
    Checked check(@Nullable Snapshot sales) {
        try (Duck duck = Duck.forImport(folder.resolve("spill"))) {
            Staged staged = Staged.read(source, folder, options, progress, duck);
            findings.drop(staged.dropped());
            Header header = staged.header();
            requireFew(duck, staged);
            DecimalCommas commas = DecimalCommas.of(staged, header, duck);
            commas.describe(findings);
            boolean products = header.column(Field.PRODUCT) >= 0;
            Attributes.Kind kind = products ? Attributes.Kind.PRODUCTS : Attributes.Kind.STORES;
            Field id = products ? Field.PRODUCT : Field.STORE;
            List<Integer> columns = columns(header);
            SortedMap<String, Row> rows = rows(duck, staged, id, columns, commas);
            List<OffendingRow> offending = offending(duck, staged, id);
            if (rows.isEmpty()) {
                OffendingRow first = offending.get(0);
                throw Source.refused("no row can be used; line " + first.line() + ": " + first.reason() + " '"
                        + first.value() + "'");
            }
            findings.requireWhole(kept, staged);
            AttributeTable table = table(header, columns, List.copyOf(rows.keySet()), List.copyOf(rows.values()));
            findings.describe(staged, header);
            return new Checked(
                    kind,
                    table,
                    staged.sha256(),
                    header.mapping(),
                    findings.report(staged, kind, kept, table.ids().size(), offending),
                    report(kind, table, sales));
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + source.getFileName(), e);
        }
    }

    private static void requireFew(Duck duck, Staged staged) {
        int width = staged.header().headings().size();
        StringBuilder bytes = new StringBuilder("0");
        for (int i = 0; i < width; i++) {
            bytes.append(" + coalesce(sum(strlen(c").append(i).append(")), 0)");
        }
        duck.each("SELECT count(*), CAST(" + bytes + " AS BIGINT) FROM " + staged.from(), r -> {
            if (r.getLong(1) * width > MAX_CELLS || r.getLong(2) > MAX_BYTES) {
                throw Source.refused("the file has " + r.getLong(1) + " rows of " + width + " columns and "
                        + r.getLong(2) + " bytes; attributes are at most " + MAX_CELLS + " cells and " + MAX_BYTES
                        + " bytes. One row describes one product or one store");
            }
        });
    }

    private static List<Integer> columns(Header header) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < header.fields().size(); i++) {
            if (header.fields().get(i).isAttribute()) {
                columns.add(i);
            }
        }
        return columns;
    }

    /** By id; of several rows for one id the last one. */
    private SortedMap<String, Row> rows(
            Duck duck, Staged staged, Field id, List<Integer> columns, DecimalCommas commas) {
        int count = columns.size();
        StringBuilder sql = new StringBuilder("SELECT nfc_normalize(")
                .append(Typing.trimmed(staged.header().column(id)))
                .append(')');
        for (int column : columns) {
            sql.append(", nfc_normalize(").append(Typing.trimmed(column)).append(')');
        }
        for (int column : columns) {
            sql.append(", ").append(Typing.number(Typing.trimmed(column), commas.contains(column)));
        }
        Reason missing = id == Field.PRODUCT ? Reason.MISSING_PRODUCT : Reason.MISSING_STORE;
        Reason bad = id == Field.PRODUCT ? Reason.BAD_PRODUCT_ID : Reason.BAD_STORE_ID;
        SortedMap<String, Row> rows = new TreeMap<>();
        long[] ordinal = {0};
        duck.each(sql + " FROM " + staged.from(), r -> {
            String key = r.getString(1);
            long number = ordinal[0]++;
            if (key == null || Ids.fault(key).isPresent()) {
                drop(number, key == null ? missing : bad);
                return;
            }
            @Nullable String[] texts = new @Nullable String[count];
            @Nullable Double[] numbers = new @Nullable Double[count];
            for (int i = 0; i < count; i++) {
                texts[i] = r.getString(2 + i);
                double value = r.getDouble(2 + count + i);
                numbers[i] = r.wasNull() || !Double.isFinite(value) ? null : value;
            }
            kept++;
            rows.put(key, new Row(texts, numbers));
        });
        if (kept > rows.size()) {
            findings.add(
                    "duplicates",
                    Findings.count(kept - rows.size(), "row has", "rows have")
                            + " the id of a later row, which counts");
        }
        return rows;
    }

    private void drop(long ordinal, Reason reason) {
        findings.drop(reason, 1);
        if (badOrdinals.size() < QualityReport.SHOWN) {
            badOrdinals.add(ordinal);
            badReasons.add(reason);
        }
    }

    private List<OffendingRow> offending(Duck duck, Staged staged, Field id) throws IOException {
        List<OffendingRow> all = new ArrayList<>(staged.offending());
        List<CsvStage.Found> found = staged.rows(duck, options, badOrdinals);
        int column = staged.header().column(id);
        for (int i = 0; i < found.size(); i++) {
            all.add(new OffendingRow(
                    found.get(i).line(),
                    staged.header().headings().get(column),
                    Header.shortened(found.get(i).fields().get(column)),
                    badReasons.get(i).word()));
        }
        all.sort(Comparator.comparingLong(OffendingRow::line));
        return all.subList(0, Math.min(all.size(), QualityReport.SHOWN));
    }

    private AttributeTable table(Header header, List<Integer> columns, List<String> ids, List<Row> rows) {
        List<AttributeTable.Column> made = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int place = i;
            boolean numeric = header.fields().get(columns.get(i)) == Field.ATTRIBUTE
                    && isNumeric(header.headings().get(columns.get(i)), i, rows);
            List<@Nullable String> values = new ArrayList<>();
            rows.forEach(row -> {
                Double number = row.numbers[place];
                values.add(!numeric ? row.texts[place] : number == null ? null : String.valueOf(number));
            });
            made.add(new AttributeTable.Column(header.attribute(columns.get(i)), numeric, values));
        }
        return new AttributeTable(ids, made);
    }

    private boolean isNumeric(String heading, int place, List<Row> rows) {
        int texts = 0;
        int codes = 0;
        int numbers = 0;
        String first = "";
        for (Row row : rows) {
            String text = row.texts[place];
            if (text != null && row.numbers[place] == null) {
                first = texts++ == 0 ? text : first;
            } else if (text != null) {
                numbers++;
                codes += CODE.matcher(text).matches() ? 1 : 0;
            }
        }
        if (texts > 0 && numbers > texts) {
            findings.add(
                    "mixed_column",
                    "column '" + heading + "': "
                            + Findings.count(texts, "value is no number", "values are no numbers") + " ('"
                            + Header.shortened(first) + "'), so all of it is kept as text");
        }
        return texts == 0 && codes == 0 && numbers > 0;
    }

    private static AttributesReport report(Attributes.Kind kind, AttributeTable table, @Nullable Snapshot sales) {
        List<AttributesReport.Filled> columns = table.columns().stream()
                .map(column -> {
                    List<String> known =
                            column.values().stream().filter(Objects::nonNull).toList();
                    return new AttributesReport.Filled(
                            column.name(),
                            column.numeric() ? "number" : "text",
                            (double) known.size() / column.values().size(),
                            new HashSet<>(known).size());
                })
                .toList();
        Collection<String> sold =
                sales == null ? Set.of() : kind == Attributes.Kind.PRODUCTS ? sales.products() : sales.stores();
        Set<String> described = new HashSet<>(table.ids());
        return new AttributesReport(
                kind.word(),
                columns,
                AttributesReport.Some.of(
                        table.ids().stream().filter(id -> !sold.contains(id)).toList()),
                AttributesReport.Some.of(
                        sold.stream().filter(id -> !described.contains(id)).toList()));
    }
}
