package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesDataTest {
    @TempDir
    Path root;

    @Test
    void theQueueSeesTheImportedProductsStoresAndDays() throws IOException {
        SalesStore store = SalesStore.open(root.resolve("sales"), Clock.systemUTC());
        SalesData data = new SalesData(store);
        assertThat(data.current()).isEmpty();
        Path file = Files.writeString(
                root.resolve("in.csv"),
                "date,store_id,product_id,quantity\n2025-01-01,S1,P1,3\n2025-01-10,S1,P1,2\n2025-01-05,S1,P2,1\n");
        store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());

        DataSnapshot snapshot = data.current().orElseThrow();

        assertThat(snapshot.products()).containsExactlyInAnyOrder("P1", "P2");
        assertThat(snapshot.stores()).containsExactly("S1");
        assertThat(data.snapshot(snapshot.id())).isEqualTo(snapshot);
        TrainingSpec spec = new TrainingSpec(SeriesScope.product("P1", Ids.all()), "toy", Map.of(), 1, 14, 56, 4, 42);
        assertThat(data.availableDays(snapshot, spec)).isEqualTo(10);
        data.prepare();
        assertThat(data.availableDays(snapshot, spec)).isEqualTo(10);
    }
}
