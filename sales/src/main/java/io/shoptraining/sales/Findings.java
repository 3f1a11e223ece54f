package io.shoptraining.sales;

import io.shoptraining.sales.QualityReport.Finding;
import io.shoptraining.sales.QualityReport.OffendingRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What one check finds out about a file, gathered while it goes on; in the end the {@link QualityReport}. */
final class Findings {
    private static final int MAX_COUNTED_COVARIATES = Long.SIZE - 2;
    private static final int MAX_SHEETS = 20;

    /** One ragged row in so many, and the file is refused. */
    private static final int RAGGED_SHARE = 4;

    private final List<Finding> findings = new ArrayList<>();
    private final Map<Reason, Long> dropped = new EnumMap<>(Reason.class);
    private long returns;

    /** A number with the words for one or for several. */
    static String count(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    void add(String code, String message) {
        findings.add(new Finding(code, message));
    }

    void drop(Reason reason, long rows) {
        dropped.merge(reason, rows, Long::sum);
    }

    void drop(Map<Reason, Long> rows) {
        rows.forEach(this::drop);
    }

    long dropped(Reason reason) {
        return dropped.getOrDefault(reason, 0L);
    }

    long droppedRows() {
        return dropped.values().stream().mapToLong(n -> n).sum();
    }

    /** Dropped rows by reason, in words. */
    String words() {
        return dropped.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().word())
                .collect(Collectors.joining(", "));
    }

    void duplicates(long rows, ImportOptions.Duplicates rule) {
        add(
                "duplicates",
                count(rows, "row has", "rows have") + " the date, store and product of another row; rule: "
                        + switch (rule) {
                            case MERGE -> "identical rows counted once, different ones added up";
                            case SUM -> "added up";
                            case LAST -> "the last one kept";
                        });
    }

    /**
     * Everything that is told of a file whose rows are known.
     *
     * @param rows the typed rows
     * @param good the condition of those that are kept
     */
    void describe(Duck duck, String rows, String good, Header header, Typing typing, Staged staged, Part.Facts facts) {
        if (header.column(Field.STORE) < 0) {
            add("no_store", "the file has no store column; all sales go to store 1");
        }
        describe(staged, header);
        returns = duck.number("SELECT count(*) FROM " + rows + " WHERE " + good + " AND q < 0");
        if (returns > 0) {
            add(
                    "returns",
                    count(
                            returns,
                            "row has a negative quantity (a return); it is kept",
                            "rows have a negative quantity (returns); they are kept"));
        }
        if (facts.missingDays() > 0) {
            add(
                    "gaps",
                    count(
                            facts.missingDays(),
                            "day is missing inside a series; it counts as a day without sales",
                            "days are missing inside series; they count as days without sales"));
        }
        wrongValues(duck, rows, good, typing);
        if (!dropped.isEmpty()) {
            add("dropped", "dropped rows: " + words());
        }
    }

    /** What is told of every file. */
    void describe(Staged staged, Header header) {
        if (staged.kind().equals("GB18030")) {
            add("encoding", "the file is not UTF-8 and was read as GB18030; check that the names below are right");
        }
        if (!staged.otherSheets().isEmpty()) {
            add(
                    "other_sheets",
                    "only the first visible sheet was read, not: "
                            + staged.otherSheets().stream()
                                    .limit(MAX_SHEETS)
                                    .map(Header::shortened)
                                    .collect(Collectors.joining(", ")));
        }
        List<String> ignored = new ArrayList<>();
        for (int i = 0; i < header.headings().size(); i++) {
            if (header.fields().get(i) == Field.IGNORE) {
                ignored.add(header.headings().get(i));
            }
        }
        if (!ignored.isEmpty()) {
            add("ignored_columns", "not imported: " + String.join(", ", ignored));
        }
    }

    /** A few broken lines are dropped and reported; a file of which many are broken was not written as it looks. */
    void requireWhole(long kept, Staged staged) {
        long ragged = dropped(Reason.RAGGED_ROW) + dropped(Reason.UNBALANCED_QUOTES);
        long read = kept + droppedRows();
        if (ragged * RAGGED_SHARE > read && !staged.offending().isEmpty()) {
            OffendingRow first = staged.offending().get(0);
            throw Source.refused("the file is ragged: " + ragged + " of " + read
                    + " rows do not have as many cells as there are headings; the first is line " + first.line() + ": '"
                    + first.value() + "'");
        }
    }

    private void wrongValues(Duck duck, String rows, String good, Typing typing) {
        for (int i = 0; i < Math.min(typing.covariates().size(), MAX_COUNTED_COVARIATES); i++) {
            long count =
                    duck.number("SELECT count(*) FROM " + rows + " WHERE (w & " + (1L << i) + ") <> 0 AND " + good);
            if (count > 0) {
                add(
                        "unreadable_values",
                        "column '" + typing.heading(i) + "': "
                                + count(
                                        count,
                                        "value is not a number; the row is kept, the value counts as missing",
                                        "values are not numbers; the rows are kept, the values count as missing"));
            }
        }
    }

    QualityReport report(Staged staged, DateFormat dates, Part.Facts facts, long kept, List<OffendingRow> offending) {
        return new QualityReport(
                kept + droppedRows(),
                kept,
                droppedRows(),
                facts.rows(),
                reasons(),
                offending,
                findings,
                staged.kind(),
                delimiter(staged),
                dates.pattern(),
                facts.firstDate().toString(),
                facts.lastDate().toString(),
                facts.stores().size(),
                facts.products().size(),
                returns,
                facts.missingDays(),
                kept - facts.rows());
    }

    /** Of a file of attributes, which have no days. */
    QualityReport report(Staged staged, Attributes.Kind kind, long kept, int stored, List<OffendingRow> offending) {
        if (!dropped.isEmpty()) {
            add("dropped", "dropped rows: " + words());
        }
        return new QualityReport(
                kept + droppedRows(),
                kept,
                droppedRows(),
                stored,
                reasons(),
                offending,
                findings,
                staged.kind(),
                delimiter(staged),
                "",
                "",
                "",
                kind == Attributes.Kind.STORES ? stored : 0,
                kind == Attributes.Kind.PRODUCTS ? stored : 0,
                0,
                0,
                kept - stored);
    }

    private Map<String, Long> reasons() {
        Map<String, Long> reasons = new LinkedHashMap<>();
        dropped.forEach((reason, count) -> reasons.put(reason.word(), count));
        return reasons;
    }

    private static String delimiter(Staged staged) {
        char delimiter = staged.header().delimiter();
        return !staged.isText() ? "" : delimiter == '\t' ? "tab" : String.valueOf(delimiter);
    }
}
