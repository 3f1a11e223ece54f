package io.shoptraining.sales;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The SQL that turns the text columns {@code c0}, {@code c1}, ... of a file into typed ones: {@code d} date, {@code s}
 * store, {@code p} product, {@code q} quantity, {@code x0..} covariates, {@code r} the {@link Reason} to drop the row,
 * {@code w} a bit for each covariate value that could not be read.
 */
final class Typing {
    /** Blanks around ids that nobody sees, with the ideographic space and the no-break space. */
    private static final String BLANKS = "' \t\u00a0\u3000'";

    /** More bytes than any id has; the rest of the rule is {@link io.shoptraining.registry.Ids#fault}. */
    private static final int MAX_ID_BYTES = 800;

    private final Header header;
    private final DecimalCommas commas;
    private final List<String> names = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();

    Typing(Header header, DecimalCommas commas) {
        this.header = header;
        this.commas = commas;
        for (int i = 0; i < header.fields().size(); i++) {
            if (header.fields().get(i).isCovariate()) {
                names.add(header.covariate(i));
                columns.add(i);
            }
        }
    }

    /** Names of the covariates; column {@code x<i>} holds the i-th. */
    List<String> covariates() {
        return names;
    }

    /** Those of the covariates that the file's owner plans ahead, beside the ones that every shop does. */
    List<String> planned() {
        return IntStream.range(0, columns.size())
                .filter(i -> header.fields().get(columns.get(i)) == Field.PLANNED)
                .mapToObj(names::get)
                .toList();
    }

    /** The heading of the i-th covariate. */
    String heading(int covariate) {
        return header.headings().get(columns.get(covariate));
    }

    String select(String from, DateFormat dates, LocalDate latest) {
        String store = header.column(Field.STORE) < 0 ? "'1'" : id(Field.STORE);
        String quantity = trimmed(header.column(Field.QUANTITY));
        StringBuilder inner = new StringBuilder("SELECT ")
                .append(trimmed(header.column(Field.DATE)))
                .append(" AS dt, ")
                .append(store)
                .append(" AS s, ")
                .append(id(Field.PRODUCT))
                .append(" AS p, ")
                .append(quantity)
                .append(" AS qt");
        StringBuilder middle = new StringBuilder("SELECT dt, ")
                .append(dates.sql("dt"))
                .append(" AS d, s, p, qt, ")
                .append(number("qt", header.column(Field.QUANTITY)))
                .append(" AS q");
        StringBuilder outer = new StringBuilder("SELECT d, s, p, q + 0.0 AS q");
        StringBuilder wrong = new StringBuilder("CAST(0 AS BIGINT)");
        for (int i = 0; i < columns.size(); i++) {
            inner.append(", ").append(trimmed(columns.get(i))).append(" AS t").append(i);
            middle.append(", t")
                    .append(i)
                    .append(", ")
                    .append(covariate(columns.get(i), "t" + i))
                    .append(" AS y")
                    .append(i);
            outer.append(String.format(Locale.ROOT, ", CASE WHEN isfinite(y%1$d) THEN y%1$d + 0.0 END AS x%1$d", i));
            if (i < Long.SIZE - 2) {
                wrong.append(String.format(
                        Locale.ROOT,
                        " + CASE WHEN t%1$d IS NOT NULL AND (y%1$d IS NULL OR NOT isfinite(y%1$d)) THEN %2$d ELSE 0 END",
                        i,
                        1L << i));
            }
        }
        outer.append(", ")
                .append(reason(latest))
                .append(" AS r, ")
                .append(wrong)
                .append(" AS w");
        return outer + " FROM (" + middle + " FROM (" + inner + " FROM " + from + "))";
    }

    private String id(Field field) {
        return "nfc_normalize(" + trimmed(header.column(field)) + ")";
    }

    static String trimmed(int column) {
        return "nullif(trim(c" + column + ", " + BLANKS + "), '')";
    }

    static String halfWidth(String text) {
        return "translate(" + text + ", '０１２３４５６７８９．，－＋', '0123456789.,-+')";
    }

    private String number(String text, int column) {
        return number(text, commas.contains(column));
    }

    /** Plain numbers take the fast way; thousands marks and full-width digits the slow one. */
    static String number(String text, boolean decimalComma) {
        return decimalComma ? decimalComma(text) : decimalPoint(text);
    }

    private static String decimalPoint(String text) {
        return String.format(
                Locale.ROOT,
                "CASE WHEN TRY_CAST(%1$s AS DOUBLE) IS NOT NULL THEN TRY_CAST(%1$s AS DOUBLE)"
                        + " WHEN regexp_full_match(%2$s, '[+-]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)([.][0-9]*)?')"
                        + " THEN TRY_CAST(replace(%2$s, ',', '') AS DOUBLE) END",
                text,
                halfWidth(text));
    }

    private static String decimalComma(String text) {
        return String.format(
                Locale.ROOT,
                "CASE WHEN NOT contains(%1$s, '.') AND TRY_CAST(replace(%1$s, ',', '.') AS DOUBLE) IS NOT NULL"
                        + " THEN TRY_CAST(replace(%1$s, ',', '.') AS DOUBLE)"
                        + " WHEN regexp_full_match(%2$s, '[+-]?([0-9]+|[1-9][0-9]{0,2}([.][0-9]{3})+)(,[0-9]*)?"
                        + "([eE][+-]?[0-9]+)?')"
                        + " THEN TRY_CAST(replace(replace(%2$s, '.', ''), ',', '.') AS DOUBLE) END",
                text,
                halfWidth(text));
    }

    private String covariate(int column, String text) {
        return switch (header.fields().get(column)) {
            case HOLIDAY ->
                "CASE WHEN " + text + " IS NULL OR " + text
                        + " IN ('0', '0.0', 'false', 'False', 'FALSE', '否') THEN 0.0 ELSE 1.0 END";
            case PROMOTION, OPEN, PLANNED ->
                "CASE WHEN lower(" + text + ") IN ('true', 'yes', 'y', '是') THEN 1.0 WHEN lower(" + text
                        + ") IN ('false', 'no', 'n', '否') THEN 0.0 ELSE " + number(text, column) + " END";
            default -> number(text, column);
        };
    }

    private static String reason(LocalDate latest) {
        return "CAST(CASE"
                + when("dt IS NULL", Reason.MISSING_DATE)
                + when("d IS NULL", Reason.BAD_DATE)
                + when("d < DATE '1990-01-01' OR d > DATE '" + latest + "'", Reason.DATE_OUT_OF_RANGE)
                + when("s IS NULL", Reason.MISSING_STORE)
                + when("p IS NULL", Reason.MISSING_PRODUCT)
                + when("strlen(s) > " + MAX_ID_BYTES, Reason.BAD_STORE_ID)
                + when("strlen(p) > " + MAX_ID_BYTES, Reason.BAD_PRODUCT_ID)
                + when("qt IS NULL", Reason.MISSING_QUANTITY)
                + when("q IS NULL", Reason.BAD_NUMBER)
                + when("NOT isfinite(q)", Reason.NOT_FINITE)
                + " ELSE 0 END AS UTINYINT)";
    }

    private static String when(String condition, Reason reason) {
        return " WHEN " + condition + " THEN " + reason.code();
    }
}
