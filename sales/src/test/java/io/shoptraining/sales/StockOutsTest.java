package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
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
