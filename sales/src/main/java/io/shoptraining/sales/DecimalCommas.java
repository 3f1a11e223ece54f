package io.shoptraining.sales;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a CSV file whose numbers have decimal commas, {@code 12,5} and {@code 1.234,56}. Every value of a column
 * is looked at, and only those decide that can be read in one way: {@code 1.234} and {@code 1,234} can be read in two.
 */
final class DecimalCommas {
    private static final String EXPONENT = "([eE][+-]?[0-9]+)?";
    private static final String EITHER = "[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}";
    private static final String COMMA = "[+-]?([0-9]+,[0-9]*|,[0-9]+|[1-9][0-9]{0,2}([.][0-9]{3})+,[0-9]*"
            + "|[1-9][0-9]{0,2}([.][0-9]{3}){2,})" + EXPONENT;
    private static final String POINT = "[+-]?([0-9]+[.][0-9]*|[.][0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+[.][0-9]*"
            + "|[1-9][0-9]{0,2}(,[0-9]{3}){2,})" + EXPONENT;

    private final List<Column> columns;

    private DecimalCommas(List<Column> columns) {
        this.columns = columns;
    }

    /**
     * What a column holds, with the first value of each kind in the order of texts.
     *
     * @param commas the number of values that only a decimal comma explains
     * @param points the number of values that only a decimal point explains
     * @param either a value that both explain
     */
    private record Column(
            int index,
            String heading,
            long commas,
            @Nullable String comma,
            long points,
            @Nullable String point,
            @Nullable String either) {
        boolean isMixed() {
            return commas > 0 && points > 0;
        }

        boolean isDecimalComma() {
            return commas > 0 && points == 0;
        }
    }

    /** Looks through the file, unless none of its cells can hold a comma. */
    static DecimalCommas of(Staged staged, Header header, Duck duck) {
        List<Integer> numeric = new ArrayList<>();
        for (int i = 0; i < header.fields().size(); i++) {
            Field field = header.fields().get(i);
            boolean covariate = field.isCovariate() && field != Field.HOLIDAY;
            if (field == Field.QUANTITY || field == Field.ATTRIBUTE || covariate) {
                numeric.add(i);
            }
        }
        return new DecimalCommas(staged.commas() ? look(staged, header, duck, numeric) : List.of());
    }

    private static List<Column> look(Staged staged, Header header, Duck duck, List<Integer> numeric) {
        StringBuilder texts = new StringBuilder();
        StringBuilder kinds = new StringBuilder();
        StringBuilder counts = new StringBuilder();
        for (int i : numeric) {
            String text = "t" + i;
            String cell = "c" + i;
            texts.append(texts.isEmpty() ? "" : ", ")
                    .append("CASE WHEN contains(" + cell + ", ',') OR contains(" + cell + ", '.') OR contains(" + cell
                            + ", '，') OR contains(" + cell + ", '．') THEN ")
                    .append(Typing.halfWidth(Typing.trimmed(i)))
                    .append(" END AS ")
                    .append(text);
            kinds.append(kinds.isEmpty() ? "" : ", ")
                    .append(text + ", CASE WHEN " + text + " IS NULL THEN 0")
                    .append(when(text, EITHER, 3) + when(text, COMMA, 1) + when(text, POINT, 2))
                    .append(" ELSE 0 END AS k" + i);
            counts.append(counts.isEmpty() ? "" : ", ")
                    .append("count(*) FILTER (k" + i + " = 1)")
                    .append(", min(" + text + ") FILTER (k" + i + " = 1)")
                    .append(", count(*) FILTER (k" + i + " = 2)")
                    .append(", min(" + text + ") FILTER (k" + i + " = 2)")
                    .append(", min(" + text + ") FILTER (k" + i + " = 3)");
        }
        return duck.one(
                "SELECT " + counts + " FROM (SELECT " + kinds + " FROM (SELECT " + texts + " FROM " + staged.from()
                        + "))",
                row -> {
                    List<Column> columns = new ArrayList<>();
                    int at = 1;
                    for (int i : numeric) {
                        columns.add(new Column(
                                i,
                                header.headings().get(i),
                                row.getLong(at++),
                                row.getString(at++),
                                row.getLong(at++),
                                row.getString(at++),
                                row.getString(at++)));
                    }
                    return columns;
                });
    }

    private static String when(String text, String shape, int kind) {
        return " WHEN regexp_full_match(" + text + ", '" + shape + "') THEN " + kind;
    }

    /** Whether the numbers of a column have decimal commas. */
    boolean contains(int column) {
        return columns.stream().anyMatch(c -> c.index == column && c.isDecimalComma());
    }

    /** Tells how numbers were read, wherever a person might read them otherwise. */
    void describe(Findings findings) {
        Column comma =
                columns.stream().filter(Column::isDecimalComma).findFirst().orElse(null);
        for (Column column : columns) {
            String name = "column '" + column.heading + "': ";
            if (column.isMixed()) {
                findings.add(
                        "mixed_decimals",
                        name + Findings.count(column.commas, "value has", "values have") + " a decimal comma ('"
                                + shown(column.comma) + "') and "
                                + column.points + " a decimal point ('" + shown(column.point)
                                + "'); it is read with decimal points, and what has a decimal comma is no number."
                                + " Write all of them in one way");
            } else if (column.isDecimalComma()) {
                findings.add("decimal_comma", name + "read with decimal commas, such as '" + shown(column.comma) + "'");
            } else if (comma != null && column.points == 0 && column.either != null) {
                findings.add(
                        "ambiguous_numbers",
                        name + "nothing tells how '" + column.either + "' is meant; it is read as "
                                + column.either.replace(",", "") + ", although column '" + comma.heading
                                + "' has decimal commas");
            }
        }
    }

    private static String shown(@Nullable String text) {
        return Header.shortened(text == null ? "" : text);
    }
}
