package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.TextDecoder.WrongEncoding;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.ZipException;

/**
 * The columns of a file as its first rows show them, for whoever says what they mean before anything is checked.
 *
 * @param encoding {@code UTF-8}, {@code GB18030}, {@code xlsx} or {@code parquet}
 * @param delimiter between the cells, {@code tab} for a tab; empty where there is none
 * @param rows how many rows were looked at
 */
public record FileColumns(String encoding, String delimiter, int rows, List<Column> columns) {
    private static final int ROWS = 1000;
    private static final int SAMPLES = 3;

    public FileColumns {
        columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param field what it is taken for, as in {@link ImportOptions#mapping}
     * @param filled the share of the rows that have something in it
     * @param samples a few different values, shortened
     */
    public record Column(String heading, String field, double filled, List<String> samples) {
        public Column {
            samples = List.copyOf(samples);
        }
    }

    /** @param folder where it may write meanwhile */
    static FileColumns read(Path file, Path folder) throws IOException {
        if (Source.isParquet(file)) {
            return parquet(file, folder);
        }
        try {
            if (!XlsxParts.looksLike(file)) {
                return text(file);
            }
            Path sheet = folder.resolve("sheet.csv");
            XlsxText.Sheet unused = XlsxText.write(file, sheet, ImportOptions.automatic(), ProgressListener.NONE);
            FileColumns columns = text(sheet);
            return new FileColumns("xlsx", "", columns.rows, columns.columns);
        } catch (ZipException | EOFException e) {
            throw Source.refused("the gzip file is damaged: " + e.getMessage());
        }
    }

    private static FileColumns text(Path file) throws IOException {
        try {
            return text(file, new TextDecoder(StandardCharsets.UTF_8));
        } catch (WrongEncoding notUtf8) {
            try {
                return text(file, new TextDecoder(TextDecoder.GB18030));
            } catch (WrongEncoding neither) {
                throw Source.refused("the file is neither UTF-8 (line " + notUtf8.line() + " is not) nor GB18030 (line "
                        + neither.line() + " is not); save it as CSV in UTF-8");
            }
        }
    }

    private static FileColumns text(Path file, TextDecoder decoder) throws IOException, WrongEncoding {
        CsvStage stage = new CsvStage(
                decoder,
                ImportOptions.automatic(),
                null,
                LongStream.range(0, ROWS).toArray());
        try (Source in = new Source(file, ProgressListener.NONE)) {
            stage.read(in.text());
        }
        char delimiter = stage.header().delimiter();
        return of(
                decoder.isUtf8() ? "UTF-8" : "GB18030",
                delimiter == '\t' ? "tab" : String.valueOf(delimiter),
                stage.header(),
                stage.sample(),
                delimiter != ',' || stage.hasQuotedComma());
    }

    private static FileColumns parquet(Path file, Path folder) throws IOException {
        // beside the upload, whose name may be anything
        Path copy = folder.resolve("source.parquet");
        Files.copy(file, copy);
        try (Duck duck = Duck.forImport(folder.resolve("spill"))) {
            ParquetTable table = new ParquetTable(copy, duck);
            return of("parquet", "", Header.plainly(table.headings()), table.sample(), false);
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.DAMAGED_FILE) {
                throw Source.refused("the Parquet file cannot be read: " + e.getMessage());
            }
            throw e;
        }
    }

    private static FileColumns of(
            String encoding, String delimiter, Header header, List<List<String>> sample, boolean commas) {
        if (sample.isEmpty()) {
            throw Source.refused("the file has headings but no rows");
        }
        Header known = header.withoutTexts(sample, commas);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < known.headings().size(); i++) {
            int column = i;
            List<String> values = sample.stream()
                    .map(row -> row.get(column).strip())
                    .filter(text -> !text.isEmpty())
                    .toList();
            columns.add(new Column(
                    known.headings().get(i),
                    known.fields().get(i).word(),
                    (double) values.size() / sample.size(),
                    values.stream().distinct().limit(SAMPLES).toList()));
        }
        return new FileColumns(encoding, delimiter, sample.size(), columns);
    }
}
