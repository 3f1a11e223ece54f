package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tables as RFC 4180 CSV. A text that a spreadsheet would take for a formula, after a NUL that it does not see, too, gets
 * an apostrophe in front; numbers stay numbers, negative ones too.
 */
public final class Csv {
    static final String TYPE = "text/csv";

    private static final String FORMULA_STARTS = "=+-@\t\r\n\0";

    private Csv() {}

    /** One line: texts, numbers, and null for an empty cell. */
    record Row(List<@Nullable Object> cells) {
        static Row of(@Nullable Object... cells) {
            return new Row(Arrays.asList(cells));
        }
    }

    /**
     * Whether the caller would rather have CSV than JSON.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_ACCEPTABLE} when neither would do
     */
    static boolean isWanted(Call call) {
        return isWanted(call, Answer.JSON);
    }

    /** As above, with another form beside CSV. */
    static boolean isWanted(Call call, String other) {
        String accept = call.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        if (accept.isBlank()) {
            return false;
        }
        for (String range : accept.split(",", -1)) {
            String type = range.split(";", -1)[0].strip();
            if (type.equals(TYPE) || type.equals("text/*")) {
                return true;
            }
            if (type.equals(other) || type.equals("application/*") || type.equals("*/*")) {
                return false;
            }
        }
        throw new ShopTrainingException(
                ErrorCode.NOT_ACCEPTABLE, "there is only " + other + " and " + TYPE + " of this");
    }

    static Answer answer(String fileName, Row head, Iterable<Row> rows) {
        return Answer.text(TYPE + "; charset=utf-8", out -> {
                    write(head, out);
                    for (Row row : rows) {
                        write(row, out);
                    }
                })
                .with("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    }

    private static void write(Row row, OutputStream out) throws IOException {
        String line = row.cells().stream().map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    /** One cell, quoted where it has to be. */
    public static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number number) {
            return Double.isFinite(number.doubleValue()) ? number.toString() : "";
        }
        String text = value.toString();
        if (!text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
