package io.shoptraining.sales;

import java.nio.file.Path;
import java.util.List;

/** Turns several rows for one date, store and product into one. Only rows that have a double are touched. */
final class Merging {
    private Merging() {}

    /**
     * @param raw the typed rows in the order of the file
     * @param part the same rows sorted, from which the doubles are known
     */
    static void merge(Duck duck, Path raw, String good, Part part, ImportOptions.Duplicates rule, Path target) {
        int count = part.covariates().size();
        duck.run("CREATE TEMP TABLE doubles AS SELECT s, p, d FROM " + part.table()
                + " GROUP BY s, p, d HAVING count(*) > 1");
        duck.run("CREATE TEMP TABLE many AS SELECT s, p, d, q" + Part.xs(count, "x")
                + ", file_row_number AS n FROM read_parquet(" + Duck.quoted(raw)
                + ", file_row_number = true) SEMI JOIN doubles USING (s, p, d) WHERE " + good);
        if (rule == ImportOptions.Duplicates.MERGE) {
            String values = "s, p, d, q" + Part.xs(count, "x");
            duck.run("CREATE TEMP TABLE once AS SELECT " + values + ", min(n) AS n FROM many GROUP BY " + values);
        } else {
            duck.run("ALTER TABLE many RENAME TO once");
        }
        String merged = rule == ImportOptions.Duplicates.LAST ? last(count) : sums(part.covariates());
        String sql = "SELECT s, p, d, q" + Part.xs(count, "x") + " FROM " + part.table()
                + " ANTI JOIN doubles USING (s, p, d) UNION ALL " + merged;
        Part.write(duck, "SELECT * FROM (" + sql + ")", target);
    }

    private static String last(int count) {
        StringBuilder sql = new StringBuilder("SELECT s, p, d, arg_max(q, n) AS q");
        for (int i = 0; i < count; i++) {
            sql.append(", arg_max_null(x").append(i).append(", n) AS x").append(i);
        }
        return sql + " FROM once GROUP BY s, p, d";
    }

    /** Sums follow the order of the file, since the sum of doubles depends on it. */
    private static String sums(List<String> covariates) {
        StringBuilder sql = new StringBuilder("SELECT s, p, d, sum(q ORDER BY n) AS q");
        for (int i = 0; i < covariates.size(); i++) {
            String x = "x" + i;
            String folded = switch (covariates.get(i)) {
                case "price" ->
                    "coalesce(sum(" + x + " * greatest(q, 0) ORDER BY n) / nullif(sum(greatest(q, 0)"
                            + " ORDER BY n) FILTER (" + x + " IS NOT NULL), 0), avg(" + x + " ORDER BY n))";
                case "stock" -> "arg_max(" + x + ", n)";
                case "promotion", "open", "holiday" -> "max(" + x + ")";
                default -> "avg(" + x + " ORDER BY n)";
            };
            sql.append(", ").append(folded).append(" AS ").append(x);
        }
        return sql + " FROM once GROUP BY s, p, d";
    }
}
