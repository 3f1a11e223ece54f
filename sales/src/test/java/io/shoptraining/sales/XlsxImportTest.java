package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.QualityReport.Finding;
import io.shoptraining.sales.QualityReport.OffendingRow;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workbooks as other programs write them go the way of a CSV file. */
final class XlsxImportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path dir;

    private SalesStore store() {
        return SalesStore.open(dir.resolve("sales"), CLOCK);
    }

    private Path workbook(Consumer<Workbook> content) throws IOException {
        Path file = dir.resolve("in.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook workbook = new Workbook(out, "test", "1.0")) {
            content.accept(workbook);
        }
        return file;
    }

    private Path sheet(Consumer<Worksheet> content) throws IOException {
        return workbook(workbook -> content.accept(workbook.newWorksheet("Sales")));
    }

    /** A row of texts, numbers, truth values and dates. */
    private static void row(Worksheet sheet, int row, Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            Object cell = cells[i];
            if (cell instanceof LocalDate date) {
                sheet.value(row, i, date);
                sheet.style(row, i).format("d. mmm yyyy").set();
            } else if (cell instanceof LocalDateTime time) {
                sheet.value(row, i, time);
                sheet.style(row, i).format("yyyy-mm-dd hh:mm").set();
            } else if (cell instanceof Number number) {
                sheet.value(row, i, number);
            } else if (cell instanceof Boolean truth) {
                sheet.value(row, i, truth);
            } else if (!cell.equals("")) {
                sheet.value(row, i, String.valueOf(cell));
            }
        }
    }

    private static LocalDate day(int day) {
        return LocalDate.of(2025, 1, day);
    }

    private ImportReport check(Path file) {
        return store().check(file, ImportOptions.automatic(), ProgressListener.NONE);
    }

    private List<Series> panel(ImportReport report) {
        try (SalesQuery query = new SalesQuery(store().commit(report.id()))) {
            return query.series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL));
        }
    }

    @Test
    void cellsOfEveryTypeAreRead() throws IOException {
        Path file = sheet(sheet -> {
            row(sheet, 0, "日期", "门店", "商品", "销量", "单价", "促销", "备注");
            row(sheet, 1, day(1), "007", "0012", 3, 9.5, true, "a,\"b\"\nc");
            row(sheet, 2, day(2), "007", "0012", new BigDecimal("1234.25"), 0.1, false, "");
            row(sheet, 3, day(3), "007", "0012", "1,000", "", "是", "");
        });
        ImportReport report = check(file);
        assertThat(report.quality().encoding()).isEqualTo("xlsx");
        assertThat(report.quality().delimiter()).isEmpty();
        assertThat(report.quality().rowsStored()).isEqualTo(3);
        assertThat(report.sha256()).isEqualTo(Durable.sha256(file));
        assertThat(report.mapping()).containsEntry("日期", "date").containsEntry("备注", "ignore");
        Series series = panel(report).get(0);
        assertThat(series.storeId()).isEqualTo("007");
        assertThat(series.productId()).isEqualTo("0012");
        assertThat(series.start()).isEqualTo(day(1));
        assertThat(series.quantity()).containsExactly(3, 1234.25, 1000);
        assertThat(series.covariates().get("price")).containsExactly(9.5, 0.1, 0.1);
        assertThat(series.covariates().get("promotion")).containsExactly(1, 0, 1);
    }

    @Test
    void idsThatAreNumbersKeepTheirDigitsAndTheZerosOfTheirFormat() throws IOException {
        ImportReport report = check(sheet(sheet -> {
            row(sheet, 0, "date", "store", "product", "quantity");
            row(sheet, 1, day(1), 7, 6901234567892L, 1);
            row(sheet, 2, day(1), 7, 4711.0, 1);
            row(sheet, 3, day(1), 7, 12, 1);
            sheet.style(3, 2).format("000000").set();
        }));
        assertThat(panel(report))
                .extracting(Series::productId)
                .containsExactlyInAnyOrder("6901234567892", "4711", "000012");
    }

    @Test
    void badRowsAreReportedByTheNumberThatExcelShows() throws IOException {
        ImportReport report = check(sheet(sheet -> {
            row(sheet, 2, "date", "store", "product", "quantity");
            row(sheet, 3, day(1), "1", "a", 1);
            row(sheet, 4, day(2), "1", "a", "many");
            row(sheet, 9, day(3), "1", "a\nb", 1, "", "more");
            row(sheet, 11, "soon", "1", "a", 1);
            for (int i = 12; i < 20; i++) {
                row(sheet, i, day(i), "1", "a", 1);
            }
        }));
        assertThat(report.quality().offending())
                .containsExactly(
                        new OffendingRow(5, "quantity", "many", "bad_number"),
                        new OffendingRow(10, "", "2025-01-03,1,a b,1,,more", "ragged_row"),
                        new OffendingRow(12, "date", "soon", "bad_date"));
        assertThat(report.quality().rowsKept()).isEqualTo(9);
    }

    @Test
    void onlyTheFirstVisibleSheetIsReadAndTheOthersAreNamed() throws IOException {
        ImportReport report = check(workbook(workbook -> {
            Worksheet hidden = workbook.newWorksheet("Secret");
            hidden.setVisibilityState(VisibilityState.HIDDEN);
            row(hidden, 0, "nothing");
            Worksheet sheet = workbook.newWorksheet("Sales");
            row(sheet, 0, "date", "product", "quantity");
            row(sheet, 1, day(1), "a", 1);
            row(workbook.newWorksheet("Notes"), 0, "nothing");
        }));
        assertThat(report.quality().rowsStored()).isEqualTo(1);
        assertThat(report.quality().findings())
                .contains(new Finding("other_sheets", "only the first visible sheet was read, not: Secret, Notes"));
    }

    @Test
    void timesOfDayAreSalesOfTheirDay() throws IOException {
        ImportReport report = check(sheet(sheet -> {
            row(sheet, 0, "date", "product", "quantity");
            row(sheet, 1, day(1).atTime(9, 30), "a", 1);
            row(sheet, 2, day(1).atTime(9, 30), "a", 1);
            row(sheet, 3, day(1).atTime(23, 59, 59), "a", 1);
        }));
        assertThat(panel(report).get(0).quantity()).containsExactly(3);
    }

    @Test
    void aMappingADateFormatAndFormulasHoldForWorkbooksToo() throws IOException {
        Path file = sheet(sheet -> {
            row(sheet, 0, "tag", "was", "menge");
            row(sheet, 1, "03/01/2025", "a", 1);
            row(sheet, 2, day(4), "a", 2);
        });
        ImportOptions options = new ImportOptions(
                Map.of("tag", "date", "was", "product", "menge", "quantity"),
                "dd/MM/yyyy",
                ImportOptions.Duplicates.MERGE);
        Series series =
                panel(store().check(file, options, ProgressListener.NONE)).get(0);
        assertThat(series.start()).isEqualTo(day(3));
        assertThat(series.quantity()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-mm-dd",
                "d/m/yy",
                "[$-804]yyyy\"年\"m\"月\"d\"日\"",
                "dddd, mmmm dd, yyyy",
                "mmm\\-yy",
                "[Red]d;0"
            })
    void formatsThatShowADayMakeDates(String code) {
        assertThat(XlsxFormats.isDate(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "General", "0.00", "#,##0 \"days\"", "[Red]0", "0\\d", "h:mm:ss", "@", "0;yy", "\"y"})
    void otherFormatsDoNot(String code) {
        assertThat(XlsxFormats.isDate(code)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, 1900-01-01",
        "59, false, 1900-02-28",
        "61, false, 1900-03-01",
        "45658, false, 2025-01-01",
        "45658.5, false, 2025-01-01 12:00:00",
        "45657.9999999, false, 2025-01-01",
        "44196, true, 2025-01-01",
        "-1, false, -1",
        "1e9, false, 1000000000"
    })
    void dateNumbersAreDays(String number, boolean since1904, String date) throws IOException {
        Path styles = Files.writeString(
                dir.resolve("styles.xml"),
                "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>");
        try (XlsxXml xml = new XlsxXml("styles", Files.newInputStream(styles))) {
            assertThat(new XlsxFormats(xml, since1904, null).written(number, "1"))
                    .isEqualTo(date);
        }
    }
}
