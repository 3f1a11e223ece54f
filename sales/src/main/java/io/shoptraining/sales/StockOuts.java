package io.shoptraining.sales;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Days on which nothing was sold because nothing was left: no sales, and a closing stock of 0 or less. Nobody knows what
 * would have been sold, so that they count as unknown. Days on which the shop was shut are none.
 */
final class StockOuts {
    private static final String STOCK = "stock";
    private static final int SHOWN = 5;

    private StockOuts() {}

    static boolean areMarked(List<String> covariates) {
        return covariates.contains(STOCK);
    }

    /** The SQL of the quantity of a row, null where it is unknown. */
    static String quantity(List<String> covariates) {
        return areMarked(covariates) ? "CASE WHEN NOT (" + condition(covariates) + ") THEN q END" : "q";
    }

    private static String condition(List<String> covariates) {
        int open = covariates.indexOf("open");
        return "q = 0 AND coalesce(x" + covariates.indexOf(STOCK) + " <= 0, false)"
                + (open < 0 ? "" : " AND coalesce(x" + open + ", 1) <> 0");
    }

    /** How many there are, and where they lasted longest. */
    static void describe(Duck duck, Part part, Findings findings) {
        if (!areMarked(part.covariates())) {
            return;
        }
        String runs = "SELECT s, p, min(d) AS a, count(*) AS n FROM (SELECT s, p, d, d - CAST(row_number() OVER"
                + " (PARTITION BY s, p ORDER BY d) AS INTEGER) AS g FROM " + part.table() + " WHERE "
                + condition(part.covariates()) + ") GROUP BY s, p, g";
        List<Long> totals = new ArrayList<>();
        List<String> longest = duck.list(
                "SELECT s, p, max(n), CAST(arg_max(a, n) AS VARCHAR), CAST(sum(sum(n)) OVER () AS BIGINT),"
                        + " count(*) OVER () FROM ("
                        + runs + ") GROUP BY s, p ORDER BY 3 DESC, 1, 2 LIMIT " + SHOWN,
                r -> {
                    totals.add(r.getLong(5));
                    totals.add(r.getLong(6));
                    return "product " + r.getString(2) + " in store " + r.getString(1) + " for "
                            + Findings.count(r.getLong(3), "day", "days") + " from " + r.getString(4);
                });
        if (!longest.isEmpty()) {
            findings.add(
                    "stock_outs",
                    Findings.count(totals.get(0), "day", "days") + " of "
                            + Findings.count(totals.get(1), "product in its store", "products in their stores")
                            + " sold nothing with no stock left; what would have been sold counts as unknown. The longest: "
                            + longest.stream().map(Header::shortened).collect(Collectors.joining("; ")));
        }
    }
}
