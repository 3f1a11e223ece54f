package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.FileColumns.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever brings a file with strange headings sees its columns before saying what they mean. */
final class FileColumnsTest {
    @TempDir
    Path dir;

    private SalesStore store() {
        return SalesStore.open(dir.resolve("sales"), Clock.systemUTC());
    }

    private FileColumns columns(byte[] bytes) throws IOException {
        return store().columns(Files.write(dir.resolve("in"), bytes), "in");
    }

    private FileColumns columns(String text) throws IOException {
        return columns(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void columnsAreShownThoughNoneOfThemIsKnown() throws IOException {
        FileColumns found = columns("wann;was;wieviel;bemerkung\n2025-01-01;007;3;\n2025-01-02;007;4;frei\n");
        assertThat(found.encoding()).isEqualTo("UTF-8");
        assertThat(found.delimiter()).isEqualTo(";");
        assertThat(found.rows()).isEqualTo(2);
        assertThat(found.columns())
                .containsExactly(
                        new Column("wann", "ignore", 1, List.of("2025-01-01", "2025-01-02")),
                        new Column("was", "covariate", 1, List.of("007")),
                        new Column("wieviel", "covariate", 1, List.of("3", "4")),
                        new Column("bemerkung", "ignore", 0.5, List.of("frei")));
        assertThat(store().imports()).isEmpty();
        try (var left = Files.list(dir.resolve("sales/imports"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatWasShownIsWhatAMappingNames() throws IOException {
        byte[] file = "wann\tmarkt\twas\twieviel\n2025/1/1\tS1\t007\t3\n".getBytes(StandardCharsets.UTF_8);
        assertThat(columns(file).delimiter()).isEqualTo("tab");
        ImportOptions options = new ImportOptions(
                Map.of("wann", "date", "markt", "store", "was", "product", "wieviel", "quantity"),
                null,
                ImportOptions.Duplicates.MERGE);
        assertThat(store().check(dir.resolve("in"), options, ProgressListener.NONE)
                        .quality()
                        .rowsKept())
                .isEqualTo(1);
    }

    @Test
    void theNamesOfAChineseFileAreReadInItsEncoding() throws IOException {
        FileColumns found = columns("销售日期,商品编码,数量,备注\n2025-01-01,026436,3,团购\n".getBytes(TextDecoder.GB18030));
        assertThat(found.encoding()).isEqualTo("GB18030");
        assertThat(found.columns())
                .extracting(Column::heading, Column::field)
                .containsExactly(
                        tuple("销售日期", "date"),
                        tuple("商品编码", "product"),
                        tuple("数量", "quantity"),
                        tuple("备注", "ignore"));
        assertThat(found.columns().get(1).samples()).containsExactly("026436");
    }

    @Test
    void onlyTheBeginningOfALongFileIsLookedAt() throws IOException {
        assertThat(columns("date,product,quantity\n" + "2025-01-01,007,1\n".repeat(5000))
                        .rows())
                .isEqualTo(1000);
    }

    @Test
    void aWorkbookHasColumnsToo() throws IOException {
        Path file = dir.resolve("in.xlsx");
        try (Workbook workbook = new Workbook(Files.newOutputStream(file), "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("sales");
            sheet.value(0, 0, "wann");
            sheet.value(0, 1, "quantity");
            sheet.value(1, 0, "2025-01-01");
            sheet.value(1, 1, 3);
        }
        FileColumns found = store().columns(file, "in.xlsx");
        assertThat(found.encoding()).isEqualTo("xlsx");
        assertThat(found.columns()).extracting(Column::field).containsExactly("ignore", "quantity");
    }

    @Test
    void aParquetFileHasColumnsToo() throws IOException {
        Path file = dir.resolve("in.parquet");
        try (Duck duck = Duck.forImport(dir.resolve("spill"))) {
            duck.run("COPY (SELECT '2025-01-01' AS wann, 3 AS quantity) TO " + Duck.quoted(file) + " (FORMAT parquet)");
        }
        FileColumns found = store().columns(file, "in.parquet");
        assertThat(found.encoding()).isEqualTo("parquet");
        assertThat(found.columns()).extracting(Column::heading).containsExactly("wann", "quantity");
    }

    @Test
    void whatIsNoTableIsRefused() {
        refused("", "empty");
        refused("date,product,quantity\n", "no rows");
        refused("c,".repeat(1000) + "date\n1\n", "columns");
        refused("PAR1 and no more", "cannot be read");
    }

    private void refused(String text, String part) {
        assertThatThrownBy(() -> columns(text))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DATA_REFUSED))
                .hasMessageContaining("in: ")
                .hasMessageContaining(part);
    }
}
