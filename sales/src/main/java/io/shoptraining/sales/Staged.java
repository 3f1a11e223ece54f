package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.QualityReport.OffendingRow;
import io.shoptraining.sales.TextDecoder.WrongEncoding;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * A client's file of any kind as a table that DuckDB reads: clean text, or a copy of the Parquet.
 *
 * @param from the table, with columns {@code c0}, {@code c1}, ... of texts
 * @param text what {@link #rows} reads again: the client's file, or the text that was made of its workbook
 * @param kind {@code UTF-8}, {@code GB18030}, {@code xlsx} or {@code parquet}
 * @param sample the first rows
 * @param dropped rows that did not even become rows of the table, by reason
 * @param commas whether a number may have a decimal comma; in a workbook and in Parquet numbers are no texts
 * @param otherSheets sheets of a workbook that were not read
 */
record Staged(
        Header header,
        String from,
        Path text,
        String sha256,
        String kind,
        Charset charset,
        List<List<String>> sample,
        Map<Reason, Long> dropped,
        List<OffendingRow> offending,
        boolean commas,
        List<String> otherSheets) {
    /** Names of the files that are written into the folder of the import and needed no longer than its check. */
    static final List<String> FILES = List.of("sheet.csv", "clean.csv", "source.parquet");

    private static final String PARQUET = "parquet";
    private static final String XLSX = "xlsx";

    /** Reads a file into a folder; what kind it is, is told by its first bytes and not by its name. */
    static Staged read(Path source, Path folder, ImportOptions options, ProgressListener progress, Duck duck)
            throws IOException {
        if (!Files.isRegularFile(source)) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, "no such file: " + source);
        }
        if (Source.isParquet(source)) {
            return parquet(source, folder, options, duck);
        }
        if (XlsxParts.looksLike(source)) {
            return workbook(source, folder, options, progress);
        }
        try {
            return text(source, folder, options, StandardCharsets.UTF_8, progress);
        } catch (WrongEncoding notUtf8) {
            try {
                return text(source, folder, options, TextDecoder.GB18030, progress);
            } catch (WrongEncoding neither) {
                throw Source.refused("the file is neither UTF-8 (line " + notUtf8.line() + " is not) nor GB18030 (line "
                        + neither.line() + " is not); save it as CSV in UTF-8");
            }
        } catch (ZipException | EOFException e) {
            throw Source.refused("the gzip file is damaged: " + e.getMessage());
        }
    }

    private static Staged workbook(Path source, Path folder, ImportOptions options, ProgressListener progress)
            throws IOException {
        Path sheet = folder.resolve("sheet.csv");
        XlsxText.Sheet read = XlsxText.write(source, sheet, options, progress);
        try {
            Staged staged = text(sheet, folder, options, StandardCharsets.UTF_8, ProgressListener.NONE);
            return new Staged(
                    staged.header,
                    staged.from,
                    sheet,
                    Durable.sha256(source),
                    XLSX,
                    staged.charset,
                    staged.sample,
                    staged.dropped,
                    staged.offending,
                    false,
                    read.otherSheets());
        } catch (WrongEncoding impossible) {
            throw new IllegalStateException(impossible);
        } catch (ShopTrainingException e) {
            throw e.code() == ErrorCode.DATA_REFUSED
                    ? Source.refused("sheet '" + Header.shortened(read.name()) + "': " + e.getMessage())
                    : e;
        }
    }

    private static Staged text(
            Path file, Path folder, ImportOptions options, Charset charset, ProgressListener progress)
            throws IOException, WrongEncoding {
        Path clean = folder.resolve("clean.csv");
        TextDecoder decoder = new TextDecoder(charset);
        try (Source in = new Source(file, progress);
                OutputStream out = Files.newOutputStream(clean)) {
            CsvStage stage = new CsvStage(decoder, options, out, new long[0]);
            stage.read(in.text());
            Header header = stage.header();
            if (stage.records() == 0 && stage.dropped().isEmpty()) {
                throw Source.refused("the file has headings but no rows");
            }
            if (stage.records() == 0) {
                OffendingRow first = stage.offending().get(0);
                throw Source.refused("no row can be used; line " + first.line() + ": " + first.reason() + " '"
                        + first.value() + "'");
            }
            if (!decoder.isUtf8() && decoder.firstUtf8Line() > 0) {
                throw Source.refused("the file mixes encodings: line " + decoder.firstUtf8Line()
                        + " is UTF-8, other lines are not; save it again in one encoding");
            }
            String names = IntStream.range(0, header.headings().size())
                    .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
                    .collect(Collectors.joining(", "));
            String from = "read_csv(" + Duck.quoted(clean) + ", auto_detect = false, header = false, delim = '"
                    + header.delimiter() + "', quote = '\"', escape = '\"', new_line = '\\n', nullstr = '',"
                    + " max_line_size = " + 2 * CsvStage.MAX_LINE + ", columns = {" + names + "})";
            return new Staged(
                    header,
                    from,
                    file,
                    in.sha256(),
                    decoder.isUtf8() ? "UTF-8" : "GB18030",
                    charset,
                    stage.sample(),
                    stage.dropped(),
                    stage.offending(),
                    header.delimiter() != ',' || stage.hasQuotedComma(),
                    List.of());
        }
    }

    private static Staged parquet(Path source, Path folder, ImportOptions options, Duck duck) throws IOException {
        Path copy = folder.resolve("source.parquet");
        Files.copy(source, copy);
        try {
            ParquetTable table = new ParquetTable(copy, duck);
            Header header = Header.of(table.headings(), options);
            List<List<String>> sample = table.sample();
            if (sample.isEmpty()) {
                throw Source.refused("the file has columns but no rows");
            }
            return new Staged(
                    header,
                    table.rows(),
                    source,
                    Durable.sha256(source),
                    PARQUET,
                    StandardCharsets.UTF_8,
                    sample,
                    Map.of(),
                    List.of(),
                    false,
                    List.of());
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.DAMAGED_FILE) {
                throw Source.refused("the Parquet file cannot be read: " + e.getMessage());
            }
            throw e;
        }
    }

    static List<String> texts(ResultSet row, int count) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String text = row.getString(i);
            texts.add(text == null ? "" : text);
        }
        return texts;
    }

    boolean isText() {
        return !kind.equals(PARQUET) && !kind.equals(XLSX);
    }

    /**
     * Chosen rows with their lines. Reads the file again, which only files with bad rows need, so that good ones carry no
     * line numbers.
     *
     * @param ordinals rising; the first row of the table is 0
     */
    List<CsvStage.Found> rows(Duck duck, ImportOptions options, List<Long> ordinals) throws IOException {
        if (ordinals.isEmpty()) {
            return List.of();
        }
        if (kind.equals(PARQUET)) {
            int count = header.headings().size();
            String chosen = ordinals.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return duck.list(
                    "SELECT * FROM (SELECT *, row_number() OVER () - 1 AS n FROM " + from + ") WHERE n IN (" + chosen
                            + ") ORDER BY n",
                    r -> new CsvStage.Found(r.getLong(count + 1) + 1, texts(r, count)));
        }
        CsvStage stage = new CsvStage(
                new TextDecoder(charset),
                options,
                null,
                ordinals.stream().mapToLong(n -> n).toArray());
        try (Source in = new Source(text, ProgressListener.NONE)) {
            stage.read(in.text());
        } catch (WrongEncoding e) {
            throw new ShopTrainingException(ErrorCode.CONFLICT, text + " changed while it was read", e);
        }
        return stage.found();
    }
}
