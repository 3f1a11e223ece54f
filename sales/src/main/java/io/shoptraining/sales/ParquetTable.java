package io.shoptraining.sales;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A client's Parquet file as a table of texts. How large it is, is asked of its footer before any row is read. */
final class ParquetTable {
    /** To sort more would keep all other imports waiting for too long. */
    private static final long MAX_ROWS = 200_000_000;

    /** A cell takes as much of a text: a character and a delimiter. Packed, a column of one value takes nothing. */
    private static final long CELL_BYTES = 2;

    /** Longer cells are no date, id or number, and are cut so that they stay none. */
    private static final int MAX_CELL_BYTES = 1000;

    private static final int SAMPLE = 1000;
    private static final int SAMPLE_CELLS = 100_000;

    private final Duck duck;
    private final String file;
    private final List<String> headings;

    /** @throws io.shoptraining.errors.ShopTrainingException when it is larger than a table of sales may be */
    ParquetTable(Path path, Duck duck) throws IOException {
        this.duck = duck;
        this.file = Duck.quoted(path);
        // one column too many is enough to refuse it, and so is one character
        this.headings = duck.list(
                "SELECT left(column_name, " + (Header.MAX_HEADING + 1) + ") FROM (DESCRIBE SELECT * FROM read_parquet("
                        + file + ")) LIMIT " + (Header.MAX_COLUMNS + 1),
                r -> r.getString(1));
        requireSize(Files.size(path));
    }

    List<String> headings() {
        return headings;
    }

    private void requireSize(long packed) {
        long rows = Math.max(
                duck.number("SELECT CAST(max(num_rows) AS BIGINT) FROM parquet_file_metadata(" + file + ")"),
                duck.number("SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM (SELECT DISTINCT row_group_id,"
                        + " row_group_num_rows AS n FROM parquet_metadata(" + file + "))"));
        if (rows > MAX_ROWS) {
            throw Source.refused("the Parquet file has " + rows + " rows; at most " + MAX_ROWS + " are taken");
        }
        long unpacked = Math.max(
                rows * headings.size() * CELL_BYTES,
                duck.number(
                        "SELECT CAST(coalesce(sum(greatest(total_uncompressed_size, 0)), 0) AS BIGINT) FROM parquet_metadata("
                                + file + ")"));
        if (unpacked > Source.mostUnpacked(packed)) {
            throw Source.unpacksToTooMuch("Parquet");
        }
    }

    /** The rows, with columns {@code c0}, {@code c1}, ... of texts. */
    String rows() {
        return "(SELECT "
                + columns("CASE WHEN strlen(c%1$d) > " + MAX_CELL_BYTES + " THEN left(c%1$d, " + MAX_CELL_BYTES
                        + ") || '…' ELSE c%1$d END AS c%1$d")
                + " FROM (SELECT " + columns("CAST(c%1$d AS VARCHAR) AS c%1$d") + " FROM read_parquet(" + file
                + ") AS t(" + columns("c%1$d") + ")))";
    }

    /** The first rows, their cells shortened; fewer of a wide table. */
    List<List<String>> sample() {
        int count = headings.size();
        return duck.list(
                "SELECT * FROM " + rows() + " LIMIT " + Math.min(SAMPLE, SAMPLE_CELLS / count),
                r -> Staged.texts(r, count).stream().map(Header::shortened).toList());
    }

    private String columns(String each) {
        return IntStream.range(0, headings.size())
                .mapToObj(i -> String.format(each, i))
                .collect(Collectors.joining(", "));
    }
}
