package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.SalesCatalog.ProductSales;
import io.shoptraining.sales.SalesCatalog.SalesDay;
import io.shoptraining.sales.SalesCatalog.SalesHistory;
import io.shoptraining.sales.SalesCatalog.StoreSales;
import io.shoptraining.task.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products, stores and days as people ask for them. */
final class SalesCatalogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String SALES = """
            date,store,product,quantity,price,promotion
            2025-01-01,S1,P001,3,10,0
            2025-01-03,S1,P001,-1,,1
            2025-01-02,S2,P001,4,20,0
            2025-01-03,S2,P001,5,20,0
            2025-01-06,S2,P002,1,5,0
            2025-01-01,S1,Q'1,0.5,1,0
            """;

    @TempDir
    Path dir;

    private final List<SalesCatalog> open = new ArrayList<>();

    private SalesCatalog catalog(String text) throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        if (!text.isEmpty()) {
            Path file = Files.writeString(dir.resolve("in.csv"), text);
            store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                    .id());
        }
        SalesCatalog catalog = new SalesCatalog(store);
        open.add(catalog);
        return catalog;
    }

    @AfterEach
    void close() {
        open.forEach(SalesCatalog::close);
    }

    private static void refused(ErrorCode code, String part, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    @Test
    void productsAndStoresAreSummedUp() throws IOException {
        SalesCatalog catalog = catalog(SALES);
        assertThat(catalog.products(null, null, 50).items())
                .containsExactly(
                        new ProductSales("P001", 2, "2025-01-01", "2025-01-03", 4, 11, null, null, Map.of()),
                        new ProductSales("P002", 1, "2025-01-06", "2025-01-06", 1, 1, null, null, Map.of()),
                        new ProductSales("Q'1", 1, "2025-01-01", "2025-01-01", 1, 0.5, null, null, Map.of()));
        assertThat(catalog.stores(null, null, 50).items())
                .containsExactly(
                        new StoreSales("S1", 2, "2025-01-01", "2025-01-03", 3, 2.5, null, null, Map.of()),
                        new StoreSales("S2", 2, "2025-01-02", "2025-01-06", 3, 10, null, null, Map.of()));
        assertThat(catalog.product("P002").quantity()).isEqualTo(1);
        assertThat(catalog.store("S2").products()).isEqualTo(2);
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrDouble() throws IOException {
        StringBuilder text = new StringBuilder("date,product,quantity\n");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            expected.add(String.format("P%03d", i));
            text.append("2025-01-01,")
                    .append(expected.get(i))
                    .append(",1\n2025-01-01,x")
                    .append(i)
                    .append(",1\n");
        }
        SalesCatalog catalog = catalog(text.toString());
        List<String> seen = new ArrayList<>();
        Page<ProductSales> page = catalog.products("p", null, 7);
        page.items().forEach(product -> seen.add(product.productId()));
        while (page.nextCursor() != null) {
            page = catalog.products("p", page.nextCursor(), 7);
            page.items().forEach(product -> seen.add(product.productId()));
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(catalog.products("p", null, 25).nextCursor()).isNull();
        assertThat(catalog.products("none", null, 25).items()).isEmpty();
        refused(
                ErrorCode.INVALID_REQUEST,
                "limit: 0 is out of range; allowed: 1 to 500",
                () -> catalog.products(null, null, 0));
        refused(ErrorCode.INVALID_REQUEST, "cursor: is not", () -> catalog.products(null, "!", 5));
    }

    @Test
    void theHistoryOfAProductHasEveryDayOfItsLife() throws IOException {
        SalesHistory all = catalog(SALES).sales("P001", null, null, null);
        assertThat(all.firstDate()).isEqualTo("2025-01-01");
        assertThat(all.lastDate()).isEqualTo("2025-01-06");
        assertThat(all.truncated()).isFalse();
        assertThat(all.days()).extracting(SalesDay::date).hasSize(6).contains("2025-01-04", "2025-01-05");
        assertThat(all.days()).extracting(SalesDay::quantity).containsExactly(3.0, 4.0, 4.0, 0.0, 0.0, 0.0);
        assertThat(all.days()).extracting(SalesDay::rows).containsExactly(1L, 1L, 2L, 0L, 0L, 0L);
        assertThat(all.days().get(2).covariates()).isEqualTo(Map.of("price", 20.0, "promotion", 0.5));
        assertThat(all.days().get(3).covariates()).containsEntry("price", null);
    }

    @Test
    void aStoreAndARangeOfDaysMayBeChosen() throws IOException {
        SalesCatalog catalog = catalog(SALES);
        SalesHistory one = catalog.sales("P001", "S1", "2024-12-01", "2025-01-02");
        assertThat(one.days()).extracting(SalesDay::date).containsExactly("2025-01-01", "2025-01-02");
        assertThat(one.days()).extracting(SalesDay::quantity).containsExactly(3.0, 0.0);
        assertThat(catalog.sales("P001", "S1", "2025-02-01", null).days()).isEmpty();
        assertThat(catalog.sales("Q'1", null, null, null).days().get(0).quantity())
                .isEqualTo(0.5);
    }

    @Test
    void aStoreAndTheWholeShopHaveAHistoryToo() throws IOException {
        SalesCatalog catalog = catalog("""
            date,store,product,quantity
            2025-01-01,S1,a,1
            2025-01-01,S1,b,2
            2025-01-01,S2,a,4
            2025-01-03,S2,a,8
            """);
        SalesHistory store = catalog.sales(null, "S1", null, null);
        assertThat(store.productId()).isNull();
        assertThat(store.days()).extracting(SalesDay::quantity).containsExactly(3.0);
        assertThat(catalog.sales(null, null, null, null).days())
                .extracting(SalesDay::quantity)
                .containsExactly(7.0, 0.0, 8.0);
        assertThat(catalog.sales(null, null, "2025-01-02", null).days())
                .extracting(SalesDay::quantity)
                .containsExactly(0.0, 8.0);
        refused(ErrorCode.NOT_FOUND, "no store", () -> catalog.sales(null, "S9", null, null));
    }

    @Test
    void unknownIdsAndDatesThatAreNoneAreRefusedWithAHint() throws IOException {
        SalesCatalog catalog = catalog(SALES);
        refused(ErrorCode.NOT_FOUND, "no product 'P01'; did you mean 'P001'?", () -> catalog.product("P01"));
        refused(
                ErrorCode.NOT_FOUND,
                "no store 'S3'; did you mean 'S1'?",
                () -> catalog.sales("P001", "S3", null, null));
        refused(
                ErrorCode.NOT_FOUND,
                "store 'S1' has no sales of product 'P002'",
                () -> catalog.sales("P002", "S1", null, null));
        refused(
                ErrorCode.INVALID_REQUEST,
                "end_date: 2025-01-01 is before start_date 2025-01-02",
                () -> catalog.sales("P001", null, "2025-01-02", "2025-01-01"));
        refused(
                ErrorCode.INVALID_REQUEST,
                "start_date: '01/02/2025' is not a date; allowed: yyyy-MM-dd\nend_date: '2025-02-30'",
                () -> catalog.sales("P001", null, "01/02/2025", "2025-02-30"));
        refused(ErrorCode.NOT_FOUND, "no product", () -> catalog.product("x".repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"' OR 1=1 --", "P001'; DROP TABLE x; --", "../P001", "P001\0", "%"})
    void hostileIdsAreNotFound(String id) throws IOException {
        SalesCatalog catalog = catalog(SALES);
        refused(ErrorCode.NOT_FOUND, "no product", () -> catalog.sales(id, null, null, null));
        refused(ErrorCode.NOT_FOUND, "no store", () -> catalog.sales("P001", id, null, null));
        assertThat(catalog.products(id, null, 5).items()).isEmpty();
    }

    @Test
    void aVeryLongHistoryIsCutToItsNewestDays() throws IOException {
        SalesHistory history = catalog("date,product,quantity\n1990-01-01,a,1\n2025-12-31,a,2\n")
                .sales("a", null, null, null);
        assertThat(history.truncated()).isTrue();
        assertThat(history.days()).hasSize(SalesCatalog.MAX_DAYS);
        assertThat(history.days().get(SalesCatalog.MAX_DAYS - 1).quantity()).isEqualTo(2);
        assertThat(history.days().get(0).date())
                .isEqualTo(LocalDate.of(2025, 12, 31)
                        .minusDays(SalesCatalog.MAX_DAYS - 1)
                        .toString());
    }

    @Test
    void withoutSalesThereAreNoProductsAndTheReasonIsTold() throws IOException {
        SalesCatalog catalog = catalog("");
        assertThat(catalog.products(null, null, 5)).isEqualTo(new Page<>(List.of(), null));
        assertThat(catalog.stores("x", null, 5).items()).isEmpty();
        refused(ErrorCode.NOT_FOUND, "import sales first", () -> Objects.requireNonNull(catalog.product("P001")));
    }
}
