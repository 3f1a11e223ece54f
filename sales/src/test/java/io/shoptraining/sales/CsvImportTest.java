package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file is accepted with a report or refused with a reason. */
final class CsvImportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String HEAD = "date,store,product,quantity\n";
    private static final String GOOD = "2025-01-01,01,007,1\n";

    @TempDir
    Path dir;

    private SalesStore store() {
        return SalesStore.open(dir.resolve("sales"), CLOCK);
    }

    private ImportReport check(byte[] bytes, ImportOptions options) throws IOException {
        Path file = Files.write(dir.resolve("in.csv"), bytes);
        return store().check(file, options, ProgressListener.NONE);
    }

    private ImportReport check(String text) throws IOException {
        return check(text.getBytes(StandardCharsets.UTF_8), ImportOptions.automatic());
    }

    private List<Series> panel(String text) throws IOException {
        Snapshot snapshot = store().commit(check(text).id());
        snapshot.verify();
        try (SalesQuery query = new SalesQuery(snapshot)) {
            return query.series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL));
        }
    }

    private void refused(byte[] bytes, String part) throws IOException {
        assertThatThrownBy(() -> check(bytes, ImportOptions.automatic()))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DATA_REFUSED))
                .hasMessageContaining(part);
        assertThat(store().imports()).isEmpty();
        try (var left = Files.list(dir.resolve("sales/imports"))) {
            assertThat(left).isEmpty();
        }
    }

    private void refused(String text, String part) throws IOException {
        refused(text.getBytes(StandardCharsets.UTF_8), part);
    }

    @Test
    void filesWithoutUsableSalesAreRefusedWithTheReason() throws IOException {
        refused("", "empty");
        refused("\n\n", "empty");
        refused(HEAD, "no rows");
        refused(
                "a,b\n1,2\n",
                "no column for date, product, quantity: the headings are 'a', 'b'; accepted are date, day, sale_date,"
                        + " sales_date, 日期, 销售日期 for date; product_id, product, sku, item, 商品编码, 商品, 商品编号,"
                        + " 商品代码 for product; quantity, sales, qty, 销量, 数量, 销售量, 销售数量 for quantity. Or say which"
                        + " column it is: --map HEADING=date (in the API: mapping)");
        refused("date,product\n2025-01-01,a\n", "no column for quantity");
        refused(
                "date,product,qty,quantity\n2025-01-01,a,1,2\n",
                "both mean quantity; give one of them another meaning: --map 'quantity'=ignore");
        refused(HEAD + "x,1,2,3\n", "is not a date");
        refused(HEAD + "2025-01-01,1,2,many\n", "line 2, column 'quantity': bad_number 'many'");
        refused("date,product,quantity,x,x\n2025-01-01,a,1,2,3\n", "appears twice");
        refused(HEAD + "03/04/2025,1,2,3\n", "can be read two ways");
        refused(HEAD + GOOD + "2025-01-02,1,\0,3\n", "NUL");
        refused(HEAD + GOOD + "2025-01-02,1," + "x".repeat(CsvStage.MAX_LINE * 5), "longer than");
        refused("c,".repeat(1000) + "date\n", "columns");
    }

    @Test
    void otherEncodingsAreRecognisedOrRefused() throws IOException {
        refused((HEAD + GOOD).getBytes(StandardCharsets.UTF_16), "UTF-16");
        refused((HEAD + GOOD).getBytes(StandardCharsets.UTF_16LE), "NUL");
        refused((HEAD + "2025-01-01,é,ü,1\n").getBytes(StandardCharsets.ISO_8859_1), "neither UTF-8 (line 2");
        ByteArrayOutputStream mixed = new ByteArrayOutputStream();
        mixed.writeBytes((HEAD + "2025-01-01,1,感冒灵颗粒,1\n").getBytes(Charset.forName("GB18030")));
        mixed.writeBytes("2025-01-01,1,感冒灵颗粒合,1\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> check(mixed.toByteArray(), ImportOptions.automatic()))
                .isInstanceOf(ShopTrainingException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void aChineseFileInGb18030IsRead() throws IOException {
        String text = "销售日期|门店编码|商品编码|销量|单价|促销|备注\n2025年1月2日|东店|阿莫西林𠀀|3|9.5|是|无\n";
        ImportReport report = check(text.getBytes(Charset.forName("GB18030")), ImportOptions.automatic());
        assertThat(report.quality().encoding()).isEqualTo("GB18030");
        assertThat(report.quality().delimiter()).isEqualTo("|");
        assertThat(report.mapping()).containsEntry("销售日期", "date").containsEntry("备注", "ignore");
        Snapshot snapshot = store().commit(report.id());
        assertThat(snapshot.products()).containsExactly("阿莫西林𠀀");
        assertThat(snapshot.covariates()).containsExactly("price", "promotion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndingAndAByteOrderMarkAreRead(String ending) throws IOException {
        ImportReport report = check("\ufeff" + (HEAD + GOOD + "2025-01-02,01,007,2").replace("\n", ending));
        assertThat(report.quality().rowsStored()).isEqualTo(2);
        assertThat(store().commit(report.id()).products()).containsExactly("007");
    }

    @Test
    void badRowsAreDroppedWithLineColumnAndReason() throws IOException {
        ImportReport report = check(HEAD + GOOD
                + "2025-01-02,01\n"
                + "2025-01-02,01,007,NaN\n"
                + "2025-01-03,01,007,1e400\r\n"
                + "0000-01-03,01,007,1\n"
                + "9999-01-03,01,007,1\n"
                + "2025-02-29,01,007,1\n"
                + "2025-01-04,01,\"un\nbalanced,5\n"
                + "\n"
                + "2025-01-05,01,a\u200bb,5\n"
                + "2025-01-06,01,007,inf\n"
                + ",01,007,1\n2025-01-07,,007,1\n2025-01-07,01,,1\n2025-01-07,01,007,\n");
        QualityReport quality = report.quality();
        assertThat(quality.rowsRead()).isEqualTo(quality.rowsKept() + quality.rowsDropped());
        assertThat(quality.rowsKept()).isEqualTo(1);
        assertThat(quality.dropped())
                .containsEntry("not_finite", 3L)
                .containsEntry("date_out_of_range", 2L)
                .containsEntry("bad_date", 1L)
                .containsEntry("unbalanced_quotes", 1L)
                .containsEntry("ragged_row", 2L)
                .containsEntry("bad_product_id", 1L)
                .containsEntry("missing_date", 1L)
                .containsEntry("missing_quantity", 1L);
        assertThat(quality.offending())
                .contains(new QualityReport.OffendingRow(3, "", "2025-01-02,01", "ragged_row"))
                .contains(new QualityReport.OffendingRow(5, "quantity", "1e400", "not_finite"))
                .contains(new QualityReport.OffendingRow(8, "date", "2025-02-29", "bad_date"))
                .contains(new QualityReport.OffendingRow(9, "", "2025-01-04,01,\"un", "unbalanced_quotes"))
                .contains(new QualityReport.OffendingRow(12, "product", "a\u200bb", "bad_product_id"));
    }

    @Test
    void returnsAreCountedAsRowsAlsoWhereTheDaySoldMore() throws IOException {
        ImportReport report = check(HEAD + GOOD + "2025-01-02,01,007,-2\n2025-01-03,01,007,4\n2025-01-03,01,007,-1\n");
        assertThat(report.quality().returns()).isEqualTo(2);
        assertThat(report.quality().rowsStored()).isEqualTo(3);
    }

    @Test
    void oneOfAThingIsToldAsOne() throws IOException {
        String rows = "2025-01-01,a,1,1\n2025-01-02,a,2,x\n2025-01-04,a,-2,1\n2025-01-04,a,3,1\n";
        assertThat(check("date,product,quantity,price\n" + rows).quality().findings())
                .extracting(QualityReport.Finding::message)
                .contains(
                        "1 row has the date, store and product of another row; rule: identical rows counted once,"
                                + " different ones added up",
                        "1 row has a negative quantity (a return); it is kept",
                        "1 day is missing inside a series; it counts as a day without sales",
                        "column 'price': 1 value is not a number; the row is kept, the value counts as missing");
    }

    @Test
    void aFileWithManyRaggedRowsIsRefusedAsAWhole() {
        String good = HEAD + GOOD + "2025-01-02,01,007,2\n2025-01-03,01,007,2\n";
        assertThatThrownBy(() -> check(good + "2025-01-04,01,007\n2025-01-05,01,007,1,9\n"))
                .isInstanceOf(ShopTrainingException.class)
                .hasMessageContaining("2 of 5 rows do not have as many cells")
                .hasMessageContaining("line 5: '2025-01-04,01,007'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"1,234\"|1234", "１２|12", "-0|0", "-3|-3", "1.5|1.5", " 7 |7", "1e2|100", "\"１,２３４.５\"|1234.5"})
    void numbersAreReadAsTheyAreWritten(String written, double expected) throws IOException {
        assertThat(panel(HEAD + "2025-01-01,1,a," + written + "\n").get(0).quantity())
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12,5|12.5",
                "1.234,56|1234.56",
                "1.234.567,8|1234567.8",
                "0,250|0.25",
                "-3,5|-3.5",
                ",5|0.5",
                "１.２３４,５|1234.5",
                "1,5E+03|1500"
            })
    void aDecimalCommaIsUnderstoodWhateverTheDelimiter(String written, double expected) throws IOException {
        String head = "date;store;product;quantity\n";
        String row = "2025-01-01;1;a;" + written + "\n";
        for (String text : List.of(
                head + row,
                (head + row).replace(';', '\t'),
                (head + row).replace(';', '|'),
                head.replace(';', ',') + "2025-01-01,1,a,\"" + written + "\"\n")) {
            assertThat(panel(text).get(0).quantity()).as(text).containsExactly(expected);
        }
    }

    @Test
    void oneDecimalCommaFarDownTellsHowTheWholeColumnIsMeant() throws IOException {
        StringBuilder text = new StringBuilder("date;product;quantity;price;weight\n");
        for (int i = 0; i < 5_000; i++) {
            text.append("2025-01-01;p").append(i).append(";1.234;1.234;0,5\n");
        }
        text.append("2025-01-01;z;NaN;3;1\n2025-01-01;z;12,5;2.500;1\n");
        ImportReport report = check(text.toString());
        assertThat(report.quality().dropped()).isEqualTo(Map.of("not_finite", 1L));
        assertThat(report.mapping()).containsEntry("weight", "covariate");
        assertThat(report.quality().findings())
                .contains(
                        new QualityReport.Finding(
                                "decimal_comma", "column 'quantity': read with decimal commas, such as '12,5'"),
                        new QualityReport.Finding(
                                "decimal_comma", "column 'weight': read with decimal commas, such as '0,5'"),
                        new QualityReport.Finding(
                                "ambiguous_numbers",
                                "column 'price': nothing tells how '1.234' is meant; it is read as 1.234, although"
                                        + " column 'quantity' has decimal commas"));
        Series first = panel(text.toString()).get(0);
        assertThat(first.quantity()).containsExactly(1234);
        assertThat(first.covariates().get("price")).containsExactly(1.234);
        assertThat(first.covariates().get("weight")).containsExactly(0.5);
    }

    @Test
    void pointsBetweenAllGroupsOfThreeCanOnlyBeThousands() throws IOException {
        assertThat(panel("date;product;quantity\n2025-01-01;a;1.234.567\n2025-01-02;a;1.234\n")
                        .get(0)
                        .quantity())
                .containsExactly(1_234_567, 1_234);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1.234|1.234", "1,234|1234", "1,234,567|1234567", "1,234.5|1234.5", "12.5|12.5"})
    void whatCanBeReadWithADecimalPointStaysSo(String written, double expected) throws IOException {
        String text = "date;product;quantity\n2025-01-01;a;" + written + "\n";
        assertThat(panel(text).get(0).quantity()).containsExactly(expected);
        assertThat(check(text).quality().findings())
                .extracting(QualityReport.Finding::code)
                .containsExactly("no_store");
    }

    @Test
    void aColumnThatMixesCommasAndPointsIsToldWithTheCause() throws IOException {
        QualityReport quality = check(
                        "date;product;quantity\n2025-01-01;a;12.5\n2025-01-02;a;12,5\n2025-01-03;a;0,250\n")
                .quality();
        assertThat(quality.dropped()).isEqualTo(Map.of("bad_number", 2L));
        assertThat(quality.findings())
                .contains(new QualityReport.Finding(
                        "mixed_decimals",
                        "column 'quantity': 2 values have a decimal comma ('0,250') and 1 a decimal point ('12.5'); it"
                                + " is read with decimal points, and what has a decimal comma is no number. Write all"
                                + " of them in one way"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-2-29",
                "2024/02/29",
                "20240229",
                "2024.2.29",
                "2024年2月29日",
                "29/02/2024",
                "2/29/2024",
                "2024-02-29 00:00:00",
                "2024-02-29T10:30:00",
                "20240229 10:30",
                "29-02-2024 10:30"
            })
    void everyDateFormatIsRecognised(String written) throws IOException {
        assertThat(panel(HEAD + written + ",1,a,1\n").get(0).start()).isEqualTo("2024-02-29");
    }

    @Test
    void quotedFieldsMayHoldDelimitersQuotesAndLineBreaks() throws IOException {
        assertThat(
                        panel(
                                "date;product;quantity;name\n\"2025-01-01\";\"a;\"\"b\";1;\"two\nlines\"\n2025-01-02;12\" x;2;\n"))
                .extracting(Series::productId)
                .containsExactly("12\" x", "a;\"b");
    }

    @Test
    void doublesFollowTheRule() throws IOException {
        String text =
                "date,product,quantity,price,promo\n2025-01-01,a,1,10,0\n2025-01-01,a,1,10,0\n2025-01-01,a,3,20,1\n";
        Series merged = panel(text).get(0);
        assertThat(merged.quantity()).containsExactly(4);
        assertThat(merged.covariates().get("price")).containsExactly(17.5);
        assertThat(merged.covariates().get("promotion")).containsExactly(1);
        for (var rule : Map.of(ImportOptions.Duplicates.SUM, 5.0, ImportOptions.Duplicates.LAST, 3.0)
                .entrySet()) {
            ImportReport report =
                    check(text.getBytes(StandardCharsets.UTF_8), new ImportOptions(Map.of(), null, rule.getKey()));
            try (SalesQuery query = new SalesQuery(store().commit(report.id()))) {
                assertThat(query.series(SeriesScope.product("a", Ids.all()))
                                .get(0)
                                .quantity())
                        .containsExactly(rule.getValue());
            }
            assertThat(report.quality().mergedDuplicates()).isEqualTo(2);
        }
    }

    @Test
    void idsThatDifferOnlyInNormalisationAreOne() throws IOException {
        assertThat(panel(HEAD + "2025-01-01,1,\u00e9,1\n2025-01-02,1,e\u0301,2\n"))
                .hasSize(1);
    }

    @Test
    void aGzipFileIsReadAndADamagedOneRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write((HEAD + GOOD).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(check(bytes.toByteArray(), ImportOptions.automatic())
                        .quality()
                        .rowsStored())
                .isEqualTo(1);
        byte[] cut = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9);
        assertThatThrownBy(() -> check(cut, ImportOptions.automatic())).hasMessageContaining("gzip file is damaged");
    }

    @Test
    void aMappingGivesHeadingsTheirMeaning() throws IOException {
        ImportReport report = check(
                "tag,was,menge,sales\n2025-01-01,a,5,x\n".getBytes(StandardCharsets.UTF_8),
                new ImportOptions(
                        Map.of("tag", "date", "was", "product", "menge", "quantity"),
                        null,
                        ImportOptions.Duplicates.MERGE));
        assertThat(report.quality().findings())
                .extracting(QualityReport.Finding::code)
                .contains("no_store", "ignored_columns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030"})
    void farDownTheFileLinesAreCountedAsAtItsBeginning(String charset) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < 200_000; i++) {
            text.append(i == 150_000 ? "2025-01-01,1,\"open,1\n" : "2025-01-01,店,商|" + i + ",1\r\n");
            if (i == 170_000) {
                text.append("short\n\n2025-01-01,店,商,bad\n");
            }
        }
        ImportReport report = check(text.toString().getBytes(Charset.forName(charset)), ImportOptions.automatic());
        assertThat(report.quality().encoding()).isEqualTo(charset);
        assertThat(report.quality().rowsStored()).isEqualTo(199_999);
        assertThat(report.quality().offending())
                .containsExactly(
                        new QualityReport.OffendingRow(150_002, "", "2025-01-01,1,\"open,1", "unbalanced_quotes"),
                        new QualityReport.OffendingRow(170_003, "", "short", "ragged_row"),
                        new QualityReport.OffendingRow(170_005, "quantity", "bad", "bad_number"));
    }
}
