package io.shoptraining.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * Tables as a workbook of one sheet. Every text is a cell of type text, so that a spreadsheet never takes it for a
 * formula; numbers are numbers.
 */
final class Xlsx {
    static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private Xlsx() {}

    /** Whether the caller asks for a workbook before all else. */
    static boolean isWanted(Call call) {
        String first = call.header("Accept").orElse("").split("[,;]", 2)[0];
        return first.strip().toLowerCase(Locale.ROOT).equals(TYPE);
    }

    static Answer answer(String fileName, Csv.Row head, Iterable<Csv.Row> rows) {
        return Answer.text(TYPE, out -> write(head, rows, out))
                .with("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    }

    private static void write(Csv.Row head, Iterable<Csv.Row> rows, OutputStream out) throws IOException {
        Workbook book = new Workbook(out, "ShopTraining", null);
        Worksheet sheet = book.newWorksheet("1");
        int line = 0;
        put(sheet, line++, head);
        sheet.range(0, 0, 0, head.cells().size() - 1).style().bold().set();
        sheet.freezePane(0, 1);
        for (Csv.Row row : rows) {
            put(sheet, line++, row);
        }
        book.finish();
    }

    private static void put(Worksheet sheet, int line, Csv.Row row) {
        for (int column = 0; column < row.cells().size(); column++) {
            put(sheet, line, column, row.cells().get(column));
        }
    }

    private static void put(Worksheet sheet, int line, int column, @Nullable Object value) {
        if (value instanceof Number number) {
            if (Double.isFinite(number.doubleValue())) {
                sheet.value(line, column, number);
            }
        } else if (value != null) {
            sheet.value(line, column, value.toString());
        }
    }
}
