package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.History;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotSalesTest {
    private final SnapshotSales sales = new SnapshotSales();

    @TempDir
    Path directory;

    private Snapshot snapshot() throws IOException {
        return snapshot("2025-01-01,S1,P1,4,9.5\n2025-01-03,S1,P1,6,9\n");
    }

    private Snapshot snapshot(String rows) throws IOException {
        Path file = Files.writeString(directory.resolve("sales.csv"), "date,store,product,quantity,price\n" + rows);
        SalesStore store = SalesStore.open(directory.resolve("sales"), Clock.systemUTC());
        return store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    @Test
    void aHistoryHasTheDaysAndCovariatesOfTheStore() throws IOException {
        Path file = snapshot().file();
        History history =
                sales.histories(file, SeriesScope.product("P1", Ids.all())).get(0);
        assertThat(history.productId()).isEqualTo("P1");
        assertThat(history.start()).isEqualTo(LocalDate.of(2025, 1, 1));
        assertThat(history.quantity()).containsExactly(4, 0, 6);
        assertThat(history.covariates()).hasSize(1);
    }

    @Test
    void aPriceIsKnownBeforehandOnlyWhereEveryDayHasARow() throws IOException {
        SeriesScope scope = SeriesScope.product("P1", Ids.all());
        assertThat(sales.histories(snapshot().file(), scope).get(0).covariates())
                .containsOnlyKeys("price_seen");
        String everyDay = "2025-01-01,S1,P1,4,9.5\n2025-01-02,S1,P1,0,9\n2025-01-03,S1,P1,6,9\n";
        assertThat(sales.histories(snapshot(everyDay).file(), scope).get(0).covariates())
                .containsOnlyKeys("price");
    }

    @Test
    void aHistoryKnowsWhatTheImportSaysIsPlanned() throws IOException {
        Path file = Files.writeString(
                directory.resolve("sales.csv"),
                "date,product,quantity,snap,weather,customers\n2025-01-01,P1,4,0,3,9\n2025-01-02,P1,4,1,3,9\n");
        SalesStore store = SalesStore.open(directory.resolve("sales"), Clock.systemUTC());
        ImportOptions options = new ImportOptions(Map.of("weather", "planned"), null, ImportOptions.Duplicates.MERGE);
        Snapshot snapshot =
                store.commit(store.check(file, options, ProgressListener.NONE).id());
        History history = sales.histories(snapshot.file(), SeriesScope.product("P1", Ids.all()))
                .get(0);
        assertThat(history.covariates()).containsOnlyKeys("snap", "weather", "customers");
        assertThat(history.planned()).contains("snap", "weather", "promotion").doesNotContain("customers");
    }

    @Test
    void aScopeWithoutSalesAndAFileThatIsInNoStoreAreRefused() throws IOException {
        Path file = snapshot().file();
        assertThatThrownBy(() -> sales.histories(file, SeriesScope.product("P9", Ids.all())))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        Path stray = Files.writeString(directory.resolve("stray.parquet"), "x");
        assertThatThrownBy(() -> sales.histories(stray, SeriesScope.product("P1", Ids.all())))
                .isInstanceOf(ShopTrainingException.class);
    }
}
