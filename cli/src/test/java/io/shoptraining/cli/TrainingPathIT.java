package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.task.Verdict;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job through the program itself: a sales file in, a forecast out, and every wrong input refused. */
class TrainingPathIT {
    private static final int DAYS = 300;

    /** Sales that were imported once; every test has a copy. */
    @TempDir
    private static Path imported = Path.of("");

    @TempDir
    private Path home = Path.of("");

    private Shop shop = new Shop(home);
    private InProcess quick = new InProcess(home);

    @BeforeAll
    static void importSales() throws IOException {
        Path file = Files.writeString(imported.resolve("sales.csv"), SmallSales.csv(DAYS));
        Shop.Answer answer = new Shop(imported.resolve("data")).run("data", "import", file.toString(), "--yes");
        assertThat(answer.exit()).as(answer.err()).isZero();
    }

    @BeforeEach
    void copySales() throws IOException {
        try (Stream<Path> tree = Files.walk(imported)) {
            for (Path from : tree.skip(1).toList()) {
                Files.copy(from, home.resolve(imported.relativize(from)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        shop = new Shop(home.resolve("data"));
        quick = new InProcess(home.resolve("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlstm", "xgboost", "lightgbm", "seasonal_naive", "ets"})
    void everyKindOfModelTrainsPublishesAndForecasts(String type) throws IOException {
        Shop.Answer trained = train(type, "--json");
        assertThat(trained.err()).isEmpty();
        TrainingTask task = Json.read(trained.out().strip(), TrainingTask.class);
        assertThat(task.version()).isEqualTo(1);
        assertThat(task.filenamePrefix()).isEqualTo("product_007_all_" + type + "_v1");
        assertThat(task.metrics()).isNotNull();

        Shop.Answer forecast = shop.run("forecast", "--model", task.filenamePrefix(), "--days", "7", "--format", "csv");
        assertThat(forecast.exit()).isZero();
        assertThat(forecast.lines()).hasSize(8);
        assertThat(forecast.lines().get(1)).startsWith(SmallSales.START.plusDays(DAYS) + ",all,007,");

        assertThat(quick.run("model", "verify", "--all").exit()).isZero();
        try (Stream<Path> files = Files.list(shop.data().resolve("saved_models"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains("product_007_all_" + type + "_v1_metadata.json", "versions.json.lock");
        }
    }

    @Test
    void whoNamesNoModelTypeGetsOneThatChoosesAndSaysWhy() {
        Shop.Answer trained = shop.run(
                "train",
                "--mode",
                "product",
                "--product",
                "007",
                "--horizon",
                "7",
                "--folds",
                "2",
                "--set",
                "effort=quick");
        assertThat(trained.out())
                .as(trained.err())
                .contains("product_007_all_auto_v1", "all series: ", "days before the held-out ones", "chosen 0.");
        Shop.Answer forecast = shop.run("forecast", "--model", "product_007_all_auto_v1", "--days", "7");
        assertThat(forecast.exit()).as(forecast.err()).isZero();
    }

    @Test
    void modelsAreVerifiedInTheDataDirectoryThatIsNamedWhateverServerTheEnvironmentNames() {
        Shop beside = new Shop(shop.data(), Map.of("SHOPTRAINING_SERVER", "http://127.0.0.1:9"));
        Shop.Answer verified = beside.run("model", "verify");
        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("0 models checked, all sound");
        assertThat(quick.run("model", "verify", "x", "--all").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(quick.run("model", "verify", "--server", "http://127.0.0.1:9")
                        .exit())
                .isEqualTo(ExitCode.FAILED);
    }

    @OnOneJava
    @Test
    void twoTrainingsOfOneIdentifierStartedAtOnceGetVersionsOneAndTwo() throws IOException {
        CompletableFuture<Shop.Answer> one = shop.start(command("seasonal_naive", "--json"));
        CompletableFuture<Shop.Answer> two = shop.start(command("seasonal_naive", "--json"));
        List<Integer> versions = Stream.of(one.join(), two.join())
                .map(answer ->
                        Json.read(answer.out().strip(), TrainingTask.class).version())
                .sorted()
                .toList();
        assertThat(versions).containsExactly(1, 2);
        assertThat(quick.run("model", "verify", "--all").exit()).isZero();
        TrainingTask last =
                Json.read(quick.run("task", "list", "--json").lines().get(1), TrainingTask.class);
        Path file = shop.data().resolve("saved_models/versions.json");
        Map<String, Object> recorded = Files.exists(file) ? Json.readObject(Files.readString(file)) : Map.of();
        assertThat(recorded)
                .isEqualTo(last.verdict() == Verdict.ACCEPTED ? Map.of(last.modelIdentifier(), 2) : Map.of());
    }

    @Test
    void aRequestWithManyFaultsIsToldAllOfThemAndChangesNothing() {
        Shop.Answer answer = shop.run(
                "train",
                "--mode",
                "produkt",
                "--product",
                "P404",
                "--store",
                "S404",
                "--model",
                "mlstmm",
                "--epochs",
                "0",
                "--horizon",
                "ten");
        assertThat(answer.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err())
                .contains("training_mode: 'produkt' is unknown", "did you mean 'product'?")
                .contains("model_type: 'mlstmm' is unknown", "did you mean 'mlstm'?")
                .contains("product_id: 'P404' is unknown")
                .contains("store_id: 'S404' is unknown")
                .contains("epochs: 0 is out of range; allowed: 1 to")
                .contains("horizon: 'ten' is not a whole number")
                .doesNotContain("\tat ");
        assertThat(quick.run("task", "list", "--json").out()).isEmpty();
    }

    @Test
    void unknownAndWrongHyperParametersAreRefusedWithWhatIsAllowed() {
        Shop.Answer answer = quick.run(command("mlstm", "--set", "hiden_size=8", "--set", "dropout=2"));
        assertThat(answer.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err())
                .contains("hyperparameters.hiden_size", "did you mean 'hidden_size'?")
                .contains("hyperparameters.dropout: 2 is out of range; allowed: 0 to 0.9");
    }

    @Test
    void aSeriesThatIsTooShortIsRefusedAtOnceWithTheDaysItNeeds() {
        Shop.Answer answer = quick.run(command("seasonal_naive", "--look-back", "200", "--horizon", "60"));
        assertThat(answer.exit()).isEqualTo(ExitCode.DATA_REFUSED);
        assertThat(answer.err()).contains("300 days").doesNotContain("\tat ");
        assertThat(quick.run("task", "list", "--json").out()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(quick.run("forecast", "--model", "product_007_all_mlstm").exit())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(quick.run("model", "show", "nothing").exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(quick.run("task", "show", "nothing").exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(quick.run("data", "report", "nothing").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @OnOneJava
    @Test
    void aDamagedModelFileIsNeverUsed() throws IOException {
        TrainingTask task = Json.read(train("mlstm", "--json").out().strip(), TrainingTask.class);
        Path model = shop.data().resolve("saved_models").resolve(task.filenamePrefix() + "_model.pth");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);
        Shop.Answer verify = quick.run("model", "verify", "--all");
        assertThat(verify.exit()).isEqualTo(ExitCode.DATA_REFUSED);
        assertThat(verify.out()).contains(task.filenamePrefix());
        Shop.Answer forecast = shop.run("forecast", "--model", task.filenamePrefix());
        assertThat(forecast.exit()).isEqualTo(ExitCode.DATA_REFUSED);
        assertThat(forecast.err()).doesNotContain("\tat ");
    }

    @Test
    void aDataDirectoryThatIsAFileIsOneClearError() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        Shop.Answer answer = new InProcess(file).run("train", "--mode", "global", "--model", "mlstm");
        assertThat(answer.exit()).isNotZero();
        assertThat(answer.err()).contains(file.toString()).doesNotContain("\tat ");
    }

    @Test
    void anUnknownSettingStopsTheStartAndSuggestsTheRightOne() throws IOException {
        Files.writeString(shop.data().resolve("shoptraining.properties"), "max_worker=2\n");
        Shop.Answer answer = quick.run(command("seasonal_naive"));
        assertThat(answer.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).contains("max_worker", "did you mean 'max_workers'?");
    }

    @OnOneJava
    @Test
    void aModelThatCannotBeSavedEndsTheCommandAndIsSavedByTheNextOne() throws IOException {
        Path lock = shop.data().resolve("saved_models/versions.json.lock");
        assertThat(train("seasonal_naive").exit()).isZero();
        Files.delete(lock);
        Files.createDirectory(lock);
        Shop.Answer answer = train("seasonal_naive");
        assertThat(answer.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.err()).doesNotContain("\tat ");
        Files.delete(lock);
        assertThat(train("seasonal_naive").exit()).isZero();
        assertThat(quick.run("model", "verify", "--all").exit()).isZero();
    }

    @Test
    void withoutATerminalAnImportNeedsYes() {
        Shop.Answer answer =
                shop.run("data", "import", home.resolve("sales.csv").toString());
        assertThat(answer.exit()).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(answer.err()).contains("--yes");
    }

    private Shop.Answer train(String type, String... more) {
        return shop.run(command(type, more));
    }

    private static String[] command(String type, String... more) {
        return Stream.concat(
                        Stream.of("train", "--mode", "product", "--product", "007", "--model", type, "--epochs", "3"),
                        Stream.of(more))
                .toArray(String[]::new);
    }
}
