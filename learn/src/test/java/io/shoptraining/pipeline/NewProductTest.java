package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.ModelZoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A panel model forecasts a product that its store has never sold. */
final class NewProductTest {
    private static final LocalDate START = LocalDate.of(2023, 1, 2);
    private static final int DAYS = 240;
    private static final int HORIZON = 7;

    @TempDir
    static Path sales = Path.of("unset");

    private static Snapshot snapshot;

    @TempDir
    Path directory = Path.of("unset");

    /** Cheap products sell 20 a day, dear ones 2; nothing but a file of products tells which a new one is. */
    @BeforeAll
    static void importSales() throws IOException {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("date,store_id,product_id,quantity"));
        for (int day = 0; day < DAYS; day++) {
            for (int product = 0; product < 12; product++) {
                int level = product < 6 ? 20 : 2;
                for (String store : List.of("S1", "S2")) {
                    int sold = level + (day + START.getDayOfWeek().getValue()) % 7 * level / 10 + random.nextInt(2);
                    lines.add(START.plusDays(day) + "," + store + ",P" + product + "," + sold);
                }
            }
            lines.add(START.plusDays(day) + ",S1,only,50");
            lines.add(START.plusDays(day) + ",S1,fresh," + (day < DAYS - 3 ? "" : "9"));
        }
        lines.removeIf(line -> line.endsWith(","));
        List<String> products = new ArrayList<>(List.of("product_id,kind", "new cheap,cheap", "new dear,dear"));
        for (int product = 0; product < 12; product++) {
            products.add("P" + product + (product < 6 ? ",cheap" : ",dear"));
        }
        SalesStore store = SalesStore.open(sales.resolve("store"), Clock.systemUTC());
        commit(store, Files.write(sales.resolve("sales.csv"), lines), ImportOptions.automatic());
        snapshot =
                commit(store, Files.write(sales.resolve("products.csv"), products), ImportOptions.attributes(Map.of()));
    }

    private static Snapshot commit(SalesStore store, Path file, ImportOptions options) {
        return store.commit(store.check(file, options, ProgressListener.NONE).id());
    }

    private static TrainingSpec spec(String modelType, Ids products, Ids stores) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : ModelZoo.find(modelType).type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.computeIfPresent("hidden_size", (name, value) -> 8);
        settings.computeIfPresent("rounds", (name, value) -> 40);
        SeriesScope scope = SeriesScope.global(products, stores, Aggregation.PANEL);
        return new TrainingSpec(scope, modelType, settings, 2, HORIZON, 28, 2, 1);
    }

    private WorkerReport.Finished train(String modelType) {
        return new TrainingPipeline(new SnapshotSales())
                .train(
                        new WorkerCommand.Train(
                                "task",
                                1,
                                spec(modelType, Ids.all(), Ids.all()),
                                snapshot.file().toString(),
                                snapshot.sha256(),
                                directory.toString(),
                                null),
                        new Recorder());
    }

    private List<WorkerReport.ForecastRow> forecast(
            String modelType, WorkerReport.Finished finished, Ids products, Ids stores) {
        return new TrainingPipeline(new SnapshotSales())
                .forecast(new WorkerCommand.Predict(
                        "request",
                        spec(modelType, products, stores),
                        StagedFile.model(finished.files())
                                .map(file -> directory.resolve(file.name()).toString())
                                .orElse(null),
                        Json.readObject(Json.write(finished.description())),
                        snapshot.file().toString(),
                        snapshot.sha256(),
                        HORIZON,
                        List.of()));
    }

    private static double mean(List<WorkerReport.ForecastRow> rows) {
        return rows.stream()
                .mapToDouble(WorkerReport.ForecastRow::mean)
                .average()
                .orElse(Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lightgbm", "kan", "mean_28"})
    void aNewProductIsForecastLikeThoseOfItsKindFromTheDayAfterTheSales(String modelType) {
        WorkerReport.Finished finished = train(modelType);
        List<WorkerReport.ForecastRow> cheap = forecast(modelType, finished, Ids.of("new cheap"), Ids.of("S1"));
        List<WorkerReport.ForecastRow> dear = forecast(modelType, finished, Ids.of("new dear"), Ids.of("S2"));
        assertThat(cheap).hasSize(HORIZON);
        assertThat(cheap.get(0).date()).isEqualTo(START.plusDays(DAYS).toString());
        assertThat(cheap.get(0).coldStart()).isEqualTo("the usual day of 6 products with kind cheap in store S1");
        assertThat(mean(cheap)).isBetween(15.0, 45.0);
        assertThat(mean(dear)).isBetween(1.0, 5.0);
        for (WorkerReport.ForecastRow row : cheap) {
            assertThat(new ArrayList<>(row.quantiles().values())).isSorted().allMatch(q -> q >= 0);
        }
        assertThat(forecast(modelType, finished, Ids.of("new cheap"), Ids.of("S1")))
                .isEqualTo(cheap);
    }

    @Test
    void aProductThatAnotherStoreSellsIsForecastFromThereAndOneOfThreeDaysFromItself() {
        WorkerReport.Finished finished = train("mean_28");
        List<WorkerReport.ForecastRow> there = forecast("mean_28", finished, Ids.of("only"), Ids.of("S2"));
        assertThat(there.get(0).coldStart()).contains("product only in 1 other store");
        assertThat(mean(there)).isBetween(25.0, 50.0);
        List<WorkerReport.ForecastRow> fresh = forecast("mean_28", finished, Ids.of("fresh"), Ids.of("S1"));
        assertThat(fresh.get(0).coldStart()).isNull();
        assertThat(mean(fresh)).isEqualTo(9);
    }

    @Test
    void aProductOfWhichNothingIsKnownIsRefusedWithWhatToImport() {
        WorkerReport.Finished finished = train("mean_28");
        assertNotFound(finished, Ids.of("stranger"), Ids.of("S1"), "import its sales, or a file of products");
        assertNotFound(finished, Ids.of("new cheap"), Ids.all(), "name a store_id too");
    }

    private void assertNotFound(WorkerReport.Finished finished, Ids products, Ids stores, String message) {
        assertThatThrownBy(() -> forecast("mean_28", finished, products, stores))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining(message);
    }
}
