package io.shoptraining.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import io.shoptraining.taskmanager.TrainingData.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which products and stores a model can be asked for. */
final class ChosenTest {
    private static final DataSnapshot SALES = new DataSnapshot(
            "s1",
            Path.of("sales.parquet"),
            "ab".repeat(32),
            Set.of("P1", "P2"),
            Set.of("S1"),
            new Told(List.of("P2", "new"), List.of("S2")));

    private static Chosen chosen(Ids products, Ids stores) {
        SeriesScope scope = SeriesScope.global(products, stores, Aggregation.PANEL);
        return new Chosen(new TrainingSpec(scope, "toy", Map.of(), 1, 7, 28, 2, 1), SALES);
    }

    @Test
    void aProductOfWhichSomethingIsToldCanBeForecastBeforeItHasSales() {
        SeriesScope scope = chosen(Ids.all(), Ids.all()).narrowed("new", "S2").scope();
        assertThat(scope.products()).isEqualTo(Ids.of("new"));
        assertThat(scope.stores()).isEqualTo(Ids.of("S2"));
    }

    @Test
    void aProductOfWhichNothingIsKnownIsRefusedWithWhatToImport() {
        assertThatThrownBy(() -> chosen(Ids.all(), Ids.all()).narrowed("other", "S1"))
                .hasMessageContaining("'other' is unknown; allowed: P1, P2")
                .hasMessageContaining("import a file of attributes that has a row for it");
    }

    @Test
    void aModelOfSomeProductsForecastsNoOthersWhateverIsToldOfThem() {
        assertThatThrownBy(() -> chosen(Ids.of("P1", "P2"), Ids.all()).narrowed("new", "S1"))
                .hasMessageContaining("'new' is unknown; allowed: P1, P2");
    }
}
