package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.shoptraining.task.ModelType;
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
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model type, in every mode: trains, saves all it needs, and forecasts the same after a restart. */
final class WholeZooTest {
    private static final LocalDate START = LocalDate.of(2022, 1, 3);
    private static final int DAYS = 230;
    private static final int HORIZON = 7;

    @TempDir
    static Path sales = Path.of("unset");

    private static Snapshot snapshot;

    @TempDir
    Path directory = Path.of("unset");

    /** Two stores; a steady product, one that hardly sells, one that began three weeks ago, one that never sold. */
    @BeforeAll
    static void importSales() throws IOException {
        Random random = new Random(5);
        List<String> lines = new ArrayList<>(List.of("date,store_id,product_id,quantity,price,promotion"));
        for (int day = 0; day < DAYS; day++) {
            for (String store : List.of("S1", "S2")) {
                int promotion = day % 28 < 5 ? 1 : 0;
                int steady = 5 + day % 7 + 4 * promotion + random.nextInt(3);
                int rare = day % 9 == 4 ? 2 : 0;
                lines.add(row(day, store, "steady", steady, promotion));
                lines.add(row(day, store, "rare", rare, 0));
                lines.add(row(day, store, "none", 0, 0));
                if (day >= DAYS - 21) {
                    lines.add(row(day, store, "new", 3 + random.nextInt(2), 0));
                }
            }
        }
        Path file = Files.write(sales.resolve("sales.csv"), lines);
        SalesStore store = SalesStore.open(sales.resolve("store"), Clock.systemUTC());
        snapshot = store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    private static String row(int day, String store, String product, int quantity, int promotion) {
        return START.plusDays(day) + "," + store + "," + product + "," + quantity + ",2.5," + promotion;
    }

    static Stream<String> everyType() {
        return ModelZoo.catalog().types().stream()
                .filter(type -> type.unavailable() == null)
                .map(ModelType::name);
    }

    /** A mode, and how many series are forecast in it. */
    private record Mode(SeriesScope scope, int series) {}

    private static final List<Mode> MODES = List.of(
            new Mode(SeriesScope.product("steady", Ids.all()), 1),
            new Mode(SeriesScope.product("rare", Ids.of("S1")), 1),
            new Mode(SeriesScope.store("S2", Ids.all()), 1),
            new Mode(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.SUM), 1),
            new Mode(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL), 8));

    @ParameterizedTest
    @MethodSource("everyType")
    void aModelOfEveryTypeTrainsInEveryModeAndForecastsTheSameAfterARestart(String modelType) throws IOException {
        for (Mode mode : MODES) {
            TrainingSpec spec = spec(modelType, mode.scope());
            Path staging = Files.createDirectory(directory.resolve("m" + MODES.indexOf(mode)));
            WorkerReport.Finished finished = train(spec, staging);
            assertThat(finished.metrics().missingEssential())
                    .as(modelType + " " + mode)
                    .isEmpty();
            List<WorkerReport.ForecastRow> said = forecast(spec, finished, staging);
            assertThat(said).as(modelType + " " + mode).hasSize(mode.series() * HORIZON);
            for (WorkerReport.ForecastRow row : said) {
                assertThat(row.mean()).isFinite().isNotNegative();
                assertThat(new ArrayList<>(row.quantiles().values())).isSorted().allMatch(q -> q >= 0);
            }
            assertThat(forecast(spec, finished, staging)).isEqualTo(said);
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void aModelOfEveryTypeIsRefusedWithAFileOrADescriptionThatIsNotItsOwn(String modelType) throws IOException {
        TrainingSpec spec = spec(modelType, MODES.get(0).scope());
        WorkerReport.Finished finished = train(spec, directory);
        Optional<StagedFile> model = StagedFile.model(finished.files());
        if (model.isPresent()) {
            Path file = directory.resolve(model.get().name());
            Files.writeString(file, "no model at all");
            assertRefused(() -> forecast(spec, finished, directory));
        }
        if (!Map.of().equals(finished.description().get("model"))) {
            Map<String, Object> other = new LinkedHashMap<>(finished.description());
            other.put("model", Map.of("stranger", 1));
            WorkerReport.Finished stranger = new WorkerReport.Finished(
                    "task", 1, finished.files(), finished.metrics(), other, finished.curve(), 1);
            assertRefused(() -> forecast(spec, stranger, directory));
        }
    }

    private static void assertRefused(ThrowingCallable forecast) {
        Assertions.assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(forecast)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    private static WorkerReport.Finished train(TrainingSpec spec, Path staging) {
        return new TrainingPipeline(new SnapshotSales())
                .train(
                        new WorkerCommand.Train(
                                "task",
                                1,
                                spec,
                                snapshot.file().toString(),
                                snapshot.sha256(),
                                staging.toString(),
                                null),
                        new Recorder());
    }

    private static List<WorkerReport.ForecastRow> forecast(
            TrainingSpec spec, WorkerReport.Finished finished, Path staging) {
        String model = StagedFile.model(finished.files())
                .map(file -> staging.resolve(file.name()).toString())
                .orElse(null);
        return new TrainingPipeline(new SnapshotSales())
                .forecast(new WorkerCommand.Predict(
                        "request",
                        spec,
                        model,
                        Json.readObject(Json.write(finished.description())),
                        snapshot.file().toString(),
                        snapshot.sha256(),
                        HORIZON,
                        List.of()));
    }

    private static TrainingSpec spec(String modelType, SeriesScope scope) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : ModelZoo.find(modelType).type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.computeIfPresent("hidden_size", (name, value) -> 8);
        settings.computeIfPresent("rounds", (name, value) -> 20);
        return new TrainingSpec(scope, modelType, settings, 1, HORIZON, 28, 2, 1);
    }
}
