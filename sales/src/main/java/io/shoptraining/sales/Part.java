package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sorted sales in Parquet with columns {@code s, p, d, q, x0, x1, ...}; the SQL that writes, merges and measures them. */
record Part(Path file, List<String> covariates) {
    private static final String FORMAT = " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)";

    static void write(Duck duck, String select, Path file) {
        duck.run("COPY (" + select + " ORDER BY s, p, d) TO " + Duck.quoted(file) + FORMAT);
    }

    String table() {
        return "read_parquet(" + Duck.quoted(file) + ")";
    }

    static String xs(int count, String prefix) {
        return IntStream.range(0, count).mapToObj(i -> ", " + prefix + i).collect(Collectors.joining());
    }

    /** Rows whose key stands right before them as well; the file is sorted, so that no hash table is needed. */
    long duplicates(Duck duck) {
        return duck.number("SELECT count(*) FROM (SELECT s, p, d, lag(s) OVER () AS s1, lag(p) OVER () AS p1,"
                + " lag(d) OVER () AS d1 FROM " + table() + ") WHERE s = s1 AND p = p1 AND d = d1");
    }

    /** Joins with a later part, whose rows win on equal keys. */
    Part overlaid(Duck duck, Part later, Path target) {
        List<String> names = java.util.stream.Stream.concat(covariates.stream(), later.covariates.stream())
                .distinct()
                .toList();
        String sql = later.select(names) + " UNION ALL " + select(names) + " WHERE NOT EXISTS (SELECT 1 FROM "
                + later.table() + " l WHERE l.s = o.s AND l.p = o.p AND l.d = o.d)";
        write(duck, "SELECT * FROM (" + sql + ")", target);
        return new Part(target, names);
    }

    private String select(List<String> names) {
        StringBuilder sql = new StringBuilder("SELECT s, p, d, q");
        for (int i = 0; i < names.size(); i++) {
            int own = covariates.indexOf(names.get(i));
            sql.append(own < 0 ? ", CAST(NULL AS DOUBLE)" : ", x" + own)
                    .append(" AS x")
                    .append(i);
        }
        return sql + " FROM " + table() + " o";
    }

    Facts facts(Duck duck) {
        List<String> stores = duck.list("SELECT DISTINCT s FROM " + table() + " ORDER BY s", r -> r.getString(1));
        List<String> products = duck.list("SELECT DISTINCT p FROM " + table() + " ORDER BY p", r -> r.getString(1));
        return duck.one(
                "SELECT CAST(sum(n) AS BIGINT), CAST(min(a) AS VARCHAR), CAST(max(b) AS VARCHAR),"
                        + " CAST(sum(b - a + 1 - n) AS BIGINT), count(*) FROM (SELECT count(*) AS n,"
                        + " min(d) AS a, max(d) AS b FROM "
                        + table() + " GROUP BY s, p)",
                r -> new Facts(
                        r.getLong(1),
                        LocalDate.parse(r.getString(2)),
                        LocalDate.parse(r.getString(3)),
                        r.getLong(4),
                        r.getLong(5),
                        stores,
                        products));
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw ShopTrainingException.io("deleting " + file.getFileName(), e);
        }
    }

    /**
     * What a part holds.
     *
     * @param series pairs of a store and a product
     */
    record Facts(
            long rows,
            LocalDate firstDate,
            LocalDate lastDate,
            long missingDays,
            long series,
            List<String> stores,
            List<String> products) {
        /** A server keeps a few numbers of every series in memory. */
        static final int MAX_SERIES = 2_000_000;

        void requireFew() {
            if (series > MAX_SERIES) {
                throw Source.refused("the sales have " + series + " different pairs of a store and a product; at most "
                        + MAX_SERIES + " are taken");
            }
        }
    }
}
