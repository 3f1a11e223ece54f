package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every strange file is accepted with a report, or refused with row, column and reason, and twice in the same way. Files
 * larger than memory are in {@link HostileSizeTest}.
 */
final class CsvMatrixTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String HEAD = "date,store,product,quantity\n";
    private static final String GOOD = "2025-01-01,1,a,1\n";
    private static final String ROWS = HEAD + GOOD + "2025-01-02,1,a,2\n2025-01-03,1,a,3\n";

    @TempDir
    Path dir;

    private static Arguments file(String name, byte[] bytes, String outcome) {
        return Arguments.of(Named.of(name, bytes), outcome);
    }

    private static Arguments file(String name, String text, String outcome) {
        return file(name, text.getBytes(StandardCharsets.UTF_8), outcome);
    }

    private static Arguments row(String name, String row, String outcome) {
        return file(name, ROWS + row + "\n", outcome);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                file("empty", "", "refused: the file is empty; it needs a line of headings and rows of sales"),
                file("header only", HEAD, "refused: the file has headings but no rows"),
                file("byte order mark", "\ufeff" + ROWS, "kept 3, stored 3, dropped {}"),
                file("UTF-16", ROWS.getBytes(StandardCharsets.UTF_16), "refused: the file is UTF-16 text"),
                file("UTF-16 without mark", ROWS.getBytes(StandardCharsets.UTF_16LE), "refused: line 1 has a NUL byte"),
                file(
                        "line ends mixed",
                        ROWS.replaceFirst("1\n", "1\r").replaceFirst("2\n", "2\r\n"),
                        "kept 3, stored 3,"),
                file(
                        "quotes never closed",
                        ROWS + "2025-01-04,1,\"a,1\n",
                        "kept 3, stored 3, dropped {unbalanced_quotes=1}"),
                file(
                        "text behind a quote",
                        ROWS + "2025-01-04,1,\"a\"b,1\n",
                        "kept 3, stored 3, dropped {unbalanced_quotes=1}"),
                file("NUL", ROWS + "2025-01-04,1,a\0,1\n", "refused: line 5 has a NUL byte"),
                file("long line", ROWS + "x".repeat(CsvStage.MAX_LINE + 1), "refused: line 5 is longer than 1048576"),
                file("longest line", ROWS + "x".repeat(CsvStage.MAX_LINE), "kept 3, stored 3, dropped {ragged_row=1}"),
                file("a million columns", "c,".repeat(500_000) + "c\n", "refused: the file has more than 500 columns"),
                file(
                        "500 columns",
                        "date,product,quantity" + ",".repeat(497) + "\n",
                        "refused: the heading '' appears twice"),
                file("long heading", "date,product,quantity," + "c".repeat(201) + "\n", "refused: the heading 'ccc"),
                file(
                        "duplicate heading",
                        "date,product,quantity,DATE\n",
                        "refused: the headings 'date' and 'DATE' both mean date"),
                file("duplicate covariate", "date,product,quantity,x,X\n", "refused: the heading 'X' appears twice"),
                file(
                        "missing column",
                        "date,product\n2025-01-01,a\n",
                        "refused: no column for quantity: the headings are"),
                file(
                        "headings of another table",
                        "name,age\nx,3\n",
                        "refused: no column for date, product, quantity: the headings are"),
                file("half the rows ragged", ROWS + "x\n".repeat(3), "refused: the file is ragged: 3 of 6 rows"),
                file("only blank lines", HEAD + "\n\n\r\n", "refused: the file has headings but no rows"),
                file("binary", noise(), "refused: "));
    }

    static Stream<Arguments> encodings() {
        Charset chinese = Charset.forName("GB18030");
        String names = HEAD + "2025-01-01,东店,阿莫西林,1\n";
        ByteArrayOutputStream mixed = new ByteArrayOutputStream();
        mixed.writeBytes(names.getBytes(chinese));
        mixed.writeBytes("2025-01-02,东店,感冒灵颗粒合,1\n".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                file("UTF-8", names, "kept 1, stored 1, dropped {}"),
                file("GBK", names.getBytes(Charset.forName("GBK")), "kept 1, stored 1, dropped {}"),
                file("GB18030", names.replace("西", "𠀀").getBytes(chinese), "kept 1, stored 1, dropped {}"),
                file(
                        "Latin-1",
                        (HEAD + "2025-01-01,é,ü,1\n").getBytes(StandardCharsets.ISO_8859_1),
                        "refused: the file is neither UTF-8 (line 2 is not) nor GB18030 (line 2 is not)"),
                file("mixed", mixed.toByteArray(), "refused: the file mixes encodings: line 3 is UTF-8"),
                file("UTF-8 cut in a character", cut(names), "refused: no row can be used; line 2: ragged_row"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                row("NaN", "2025-01-04,1,a,NaN", "kept 3, stored 3, dropped {not_finite=1}; line 5 quantity 'NaN'"),
                row("inf", "2025-01-04,1,a,-inf", "kept 3, stored 3, dropped {not_finite=1}; line 5 quantity '-inf'"),
                row("minus zero", "2025-01-04,1,a,-0", "kept 4, stored 4, dropped {}"),
                row(
                        "1e400",
                        "2025-01-04,1,a,1e400",
                        "kept 3, stored 3, dropped {not_finite=1}; line 5 quantity '1e400'"),
                row("negative", "2025-01-04,1,a,-3", "kept 4, stored 4, dropped {}, returns 1"),
                row("thousands", "2025-01-04,1,a,\"1,234\"", "kept 4, stored 4, dropped {}"),
                row("decimal comma", "2025-01-04,1,a,\"1,23\"", "kept 4, stored 4, dropped {}"),
                row(
                        "misplaced comma",
                        "2025-01-04,1,a,\"1,23,4\"",
                        "kept 3, stored 3, dropped {bad_number=1}; line 5 quantity '1,23,4'"),
                row(
                        "decimal comma beside a decimal point",
                        "2025-01-04,1,a,\"1,23\"\n2025-01-05,1,a,1.5",
                        "kept 4, stored 4, dropped {bad_number=1}; line 5 quantity '1,23'"),
                row("full width", "2025-01-04,1,a,１２", "kept 4, stored 4, dropped {}"),
                row("words", "2025-01-04,1,a,many", "kept 3, stored 3, dropped {bad_number=1}; line 5 quantity 'many'"),
                row("unsorted", "2024-01-04,1,a,1", "kept 4, stored 4, dropped {}"),
                row("same row twice", "2025-01-03,1,a,3", "kept 4, stored 3, dropped {}"),
                row("same key twice", "2025-01-03,1,a,4", "kept 4, stored 3, dropped {}"),
                row("gap", "2025-02-01,1,a,4", "kept 4, stored 4, dropped {}, returns 0, missing 28"),
                row("29 February", "2024-02-29,1,a,4", "kept 4, stored 4, dropped {}"),
                row(
                        "29 February of no leap year",
                        "2025-02-29,1,a,4",
                        "kept 3, stored 3, dropped {bad_date=1}; line 5 date"),
                row("year 0", "0000-01-01,1,a,4", "kept 3, stored 3, dropped {date_out_of_range=1}; line 5 date"),
                row("year 9999", "9999-01-01,1,a,4", "kept 3, stored 3, dropped {date_out_of_range=1}; line 5 date"),
                row(
                        "another date format",
                        "01/02/2025,1,a,4",
                        "kept 3, stored 3, dropped {bad_date=1}; line 5 date '01/02/2025'"),
                row("no date", ",1,a,4", "kept 3, stored 3, dropped {missing_date=1}; line 5 date ''"),
                row(
                        "control character in an id",
                        "2025-01-04,1,a\u0007,4",
                        "kept 3, stored 3, dropped {bad_product_id=1}; line 5 product"),
                row(
                        "long id",
                        "2025-01-04," + "s".repeat(201) + ",a,4",
                        "kept 3, stored 3, dropped {bad_store_id=1}; line 5 store"),
                row("formula in an id", "2025-01-04,1,=1+1,4", "kept 4, stored 4, dropped {}"));
    }

    private static byte[] noise() {
        byte[] bytes = new byte[10_000];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private static byte[] cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return java.util.Arrays.copyOf(bytes, bytes.length - 5);
    }

    @ParameterizedTest
    @MethodSource({"shapes", "encodings", "values"})
    void everyFileIsAcceptedOrRefusedTwiceInTheSameWay(byte[] bytes, String outcome) throws IOException {
        Path file = Files.write(dir.resolve("in.csv"), bytes);
        String first = outcome(file, "one");
        assertThat(first).startsWith(outcome);
        assertThat(outcome(file, "two")).isEqualTo(first);
    }

    /** The report in words, with the hash of what would be stored; or the refusal. */
    private String outcome(Path file, String folder) {
        Path sales = dir.resolve(folder);
        try {
            ImportReport report =
                    SalesStore.open(sales, CLOCK).check(file, ImportOptions.automatic(), ProgressListener.NONE);
            QualityReport quality = report.quality();
            StringBuilder words = new StringBuilder("kept " + quality.rowsKept() + ", stored " + quality.rowsStored()
                    + ", dropped " + quality.dropped());
            String more = ", returns " + quality.returns() + ", missing " + quality.missingDays();
            words.append(quality.offending().isEmpty() ? more : "");
            quality.offending()
                    .forEach(row -> words.append("; line " + row.line()
                            + (row.column().isEmpty() ? "" : " " + row.column()) + " '" + row.value() + "'"));
            return words + more + " " + quality.findings()
                    + Durable.sha256(sales.resolve("imports/import-000001/part.parquet"));
        } catch (ShopTrainingException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DATA_REFUSED);
            return String.valueOf(e.getMessage()).replaceFirst("^in.csv: ", "refused: ");
        }
    }
}
