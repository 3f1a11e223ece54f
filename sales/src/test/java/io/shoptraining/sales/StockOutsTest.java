package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StockOutsTest {
    private static final String SALES = """
            date,store,product,quantity,期末库存,open
            2025-01-01,A,P1,4,3,1
            2025-01-02,A,P1,0,0,1
            2025-01-03,A,P1,0,-1,1
            2025-01-04,A,P1,0,2,1
            2025-01-05,A,P1,0,0,0
            2025-01-06,A,P1,3,0,1
            2025-01-07,A,P1,0,,1
            2025-01-08,A,P1,0,0,1
            2025-01-01,B,P1,5,9,1
            2025-01-02,B,P1,5,9,1
            2025-01-03,B,P1,0,0,1
            2025-01-08,B,P1,5,9,1
            """;

    @TempDir
    Path dir;

    private SalesStore store() {
        return SalesStore.open(dir.resolve("sales"), Clock.systemUTC());
    }

    private ImportReport check(String text) throws IOException {
        return store().check(
                        Files.writeString(dir.resolve("in.csv"), text),
                        ImportOptions.automatic(),
                        ProgressListener.NONE);
    }

    private List<Series> series(SeriesScope scope) throws IOException {
        Snapshot snapshot = store().commit(check(SALES).id());
        try (SalesQuery query = new SalesQuery(snapshot)) {
            return query.series(scope);
        }
    }

    @Test
    void aDayWithoutSalesAndWithoutStockIsUnknownUnlessTheShopWasShut() throws IOException {
        List<Series> panel = series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL));
        assertThat(panel.get(0).quantity()).containsExactly(4, Double.NaN, Double.NaN, 0, 0, 3, 0, Double.NaN);
        assertThat(Objects.requireNonNull(panel.get(0).covariates().get("stock")))
                .as("a stock that nobody counted is not 0")
                .containsExactly(3, 0, -1, 2, 0, 0, Double.NaN, 0);
        assertThat(panel.get(1).quantity()).containsExactly(5, 5, Double.NaN, 0, 0, 0, 0, 5);
    }

    @Test
    void storesTogetherAreUnknownWhenNoneOfThemIsKnown() throws IOException {
        double[] sum = series(SeriesScope.product("P1", Ids.all())).get(0).quantity();
        assertThat(sum).containsExactly(9, 5, Double.NaN, 0, 0, 3, 0, 5);
        double[] mean = series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.MEAN))
                .get(0)
                .quantity();
        assertThat(mean).containsExactly(4.5, 5, Double.NaN, 0, 0, 1.5, 0, 5);
        assertThat(series(SeriesScope.product("P1", Ids.of("A"))).get(0).quantity()[7])
                .isNaN();
        double[] weighted = series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.WEIGHTED))
                .get(0)
                .quantity();
        assertThat(weighted[1]).isEqualTo(5);
    }

    private static String row(int day, String product, int quantity) {
        return "\n" + LocalDate.of(2025, 1, 1).plusDays(day) + "," + product + "," + quantity;
    }

    /** P1 is out for ten days, and nothing at all is sold for other ten. */
    private static String twoRuns(String more) {
        StringBuilder text = new StringBuilder("date,product,quantity").append(more);
        for (int day = 0; day < 140; day++) {
            boolean shut = day >= 100 && day < 110;
            text.append(row(day, "P1", shut || day >= 60 && day < 70 ? 0 : 3)).append(more.isEmpty() ? "" : ",5");
            text.append(row(day, "P2", shut ? 0 : 4)).append(more.isEmpty() ? "" : ",5");
        }
        return text.toString();
    }

    private List<Series> twoRuns(String more, boolean infers) throws IOException {
        Path file = Files.writeString(dir.resolve("runs.csv"), twoRuns(more));
        ImportOptions options = new ImportOptions(Map.of(), null, ImportOptions.Duplicates.MERGE, infers);
        SalesStore store = store();
        Snapshot snapshot =
                store.commit(store.check(file, options, ProgressListener.NONE).id());
        try (SalesQuery query = new SalesQuery(snapshot)) {
            List<Series> all =
                    new ArrayList<>(query.series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL)));
            all.addAll(query.series(SeriesScope.product("P1", Ids.all())));
            return all;
        }
    }

    @Test
    void aLongRunWithoutSalesIsInferredButNotWhereTheWholeShopSoldNothing() throws IOException {
        List<Series> all = twoRuns("", true);
        for (int one : new int[] {0, 2}) {
            boolean[] soldOut = all.get(one).soldOut();
            assertThat(IntStream.range(0, soldOut.length).filter(day -> soldOut[day]))
                    .containsExactly(60, 61, 62, 63, 64, 65, 66, 67, 68, 69);
            assertThat(all.get(one).quantity()[60]).as("as it was seen").isZero();
        }
        assertThat(all.get(1).soldOut()).isEmpty();
    }

    @Test
    void nothingIsInferredWhereTheStockIsToldOrTheImportSaysSo() throws IOException {
        assertThat(twoRuns(",stock", true)).allMatch(series -> series.soldOut().length == 0);
        assertThat(twoRuns("", false)).allMatch(series -> series.soldOut().length == 0);
    }

    @Test
    void theReportTellsHowManyThereAreAndWhereTheyLastedLongest() throws IOException {
        assertThat(check(SALES).quality().findings())
                .filteredOn(finding -> finding.code().equals("stock_outs"))
                .extracting(QualityReport.Finding::message)
                .containsExactly(
                        "4 days of 2 products in their stores sold nothing with no stock left; what would have been"
                                + " sold counts as unknown. The longest: product P1 in store A for 2 days from 2025-01-02; product"
                                + " P1 in store B for 1 day from 2025-01-03");
        assertThat(check("date,product,quantity\n2025-01-01,P1,0\n").quality().findings())
                .noneMatch(finding -> finding.code().equals("stock_outs"));
    }
}
