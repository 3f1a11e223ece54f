package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.disk.StoredZip;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelRow;
import io.shoptraining.inference.ForecastRequest;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.Origin;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.task.Verdict;
import io.shoptraining.testing.OnOneJava;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
    private static final String MODEL = "product_P001_all_toy";

    @TempDir
    Path root;

    private Server server;

    @BeforeEach
    void open() {
        server = Toys.server(root.resolve("shop"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Path store() {
        return root.resolve("shop/saved_models");
    }

    private byte[] bundle(String prefix) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        server.modelStore().export(prefix, Channels.newChannel(out));
        return out.toByteArray();
    }

    private ModelRow bring(byte[] bundle) {
        return server.modelStore().importBundle(new ByteArrayInputStream(bundle), "ann");
    }

    private String champion() {
        return server.models().champion(MODEL).map(ModelRow::filenamePrefix).orElse("none");
    }

    private void isSound() {
        assertThat(server.registry().verifyAll(file -> {}).problems()).isEmpty();
        // the folder of an attempt goes after its task has ended
        await().untilAsserted(
                        () -> assertThat(store().resolve(".store/attempts")).isEmptyDirectory());
    }

    @Test
    void anImportedBundleIsTheNextVersionAndSaysWhereItComesFrom() {
        TrainingTask task = Toys.trained(server, "train");
        ModelRow row = bring(bundle(task.filenamePrefix()));

        assertThat(row.version()).isEqualTo(2);
        assertThat(row.status()).isEqualTo(ModelRow.COMPLETED);
        assertThat(row.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(champion()).isEqualTo(MODEL + "_v2");
        ModelMetadata metadata = server.modelStore().metadata(row.filenamePrefix());
        Origin origin = Objects.requireNonNull(metadata.provenance().origin());
        assertThat(origin.filenamePrefix()).isEqualTo(task.filenamePrefix());
        assertThat(origin.storeId()).isNotNull();
        assertThat(origin.importedBy()).isEqualTo("ann");
        assertThat(metadata.taskId()).isEqualTo(row.taskId()).isNotEqualTo(task.taskId());
        assertThat(server.registry().versions()).containsEntry(MODEL, 2);
        assertThat(server.forecast(MODEL, 3)).hasSize(3);
        assertThat(Toys.trained(server, "train").version()).isEqualTo(3);
        isSound();
    }

    @Test
    void aBundleGoesIntoAStoreThatHasNoSuchModel() {
        byte[] bundle = bundle(Toys.trained(server, "poor").filenamePrefix());
        try (Server other = Toys.server(root.resolve("other"))) {
            ModelRow row = other.modelStore().importBundle(new ByteArrayInputStream(bundle), "ann");
            assertThat(row.filenamePrefix()).isEqualTo(MODEL + "_v1");
            assertThat(row.verdict()).isEqualTo(Verdict.REJECTED);
            assertThat(row.gateReason()).contains("r2");
            assertThat(other.models().champion(MODEL)).isEmpty();
            assertThat(other.registry().versions()).isEmpty();
        }
    }

    @Test
    void anImportedModelIsJudgedByTheGateOfThisStoreAndNotByWhatItsBundleSays() throws Exception {
        byte[] poor = bundle(Toys.trained(server, "poor").filenamePrefix());
        byte[] praised = changed(poor, "\"verdict\" : \"rejected\"", "\"verdict\" : \"accepted\"");
        ModelRow row = bring(praised);

        assertThat(row.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(row.gateReason()).isEqualTo("r2 -0.5000 is below 0.0");
        assertThat(server.modelStore().metadata(row.filenamePrefix()).isAccepted())
                .isFalse();
        assertThat(champion()).isEqualTo("none");
        assertThat(server.registry().versions()).isEmpty();
        isSound();

        byte[] good = bundle(Toys.trained(server, "train").filenamePrefix());
        byte[] blamed = changed(good, "\"verdict\" : \"accepted\"", "\"verdict\" : \"rejected\"");
        assertThat(bring(blamed).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aStricterStoreRejectsWhatAnotherOneAccepted() {
        byte[] bundle = bundle(Toys.trained(server, "train").filenamePrefix());
        Configuration strict = new Configuration(2, "48m", 3, 0.95, false);
        try (Server other =
                Server.open(new DataDirectory(root.resolve("strict")), strict, Toys.parts(Toys.data(400)), "test")) {
            ModelRow row = other.modelStore().importBundle(new ByteArrayInputStream(bundle), "ann");

            assertThat(row.gateReason()).isEqualTo("r2 0.9000 is below 0.95");
            assertThat(other.models().champion(MODEL)).isEmpty();
        }
    }

    @Test
    void whatIsNoModelOfOursIsRefusedAndLeavesNothing() throws Exception {
        String prefix = Toys.trained(server, "train").filenamePrefix();
        byte[] bundle = bundle(prefix);
        refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "no bundle", () -> bring(new byte[0]));
        refused(ErrorCode.DAMAGED_FILE, "", () -> bring(java.util.Arrays.copyOf(bundle, bundle.length - 1)));
        refused(ErrorCode.DATA_REFUSED, "epochs", () -> bring(changed(bundle, "\"epochs\" : 5", "\"epochs\" : 50000")));
        refused(
                ErrorCode.DATA_REFUSED,
                "model_type",
                () -> bring(changed(bundle, "\"model_type\" : \"toy\"", "\"model_type\" : \"resnet\"")));
        refused(
                ErrorCode.DATA_REFUSED,
                "its name is " + MODEL,
                () -> bring(changed(bundle, "\"model_type\" : \"toy\"", "\"model_type\" : \"toy_best\"")));
        refused(
                ErrorCode.DATA_REFUSED,
                "behaviour",
                () -> bring(changed(bundle, "\"behaviour\" : \"train\"", "\"behaviour\" : \"rm -rf\"")));
        refused(ErrorCode.DATA_REFUSED, "not measured: wape", () -> bring(changed(bundle, "\"wape\" : 0.2,", "")));
        assertThat(server.models().list(null)).hasSize(1);
        isSound();
        assertThat(bring(bundle).version()).isEqualTo(2);
    }

    private static byte[] changed(byte[] bundle, String from, String to) throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        StoredZip.read(bundle).forEach((name, window) -> {
            byte[] data = new byte[window.remaining()];
            window.get(data);
            entries.put(name, data);
        });
        String text = new String(entries.getOrDefault("metadata.json", new byte[0]), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        entries.put("metadata.json", text.replace(from, to).getBytes(StandardCharsets.UTF_8));
        return StoredZip.write(entries);
    }

    @Test
    void weightsThatTheStrictReaderRefusesAreNotImported() throws Exception {
        String prefix = Toys.trained(server, "train").filenamePrefix();
        Path model = store().resolve(prefix + "_model.pth");
        byte[] before = Files.readAllBytes(model);
        byte[] hostile = "wights".getBytes(StandardCharsets.UTF_8);
        String sha = sha256(hostile);
        byte[] bundle = changed(bundle(prefix), "\"size\" : " + before.length, "\"size\" : " + hostile.length);
        byte[] renamed = changed(bundle, sha256(before), sha);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        StoredZip.read(renamed).forEach((name, window) -> {
            byte[] data = new byte[window.remaining()];
            window.get(data);
            entries.put(name, name.equals("model.pth") ? hostile : data);
        });
        refused(ErrorCode.DAMAGED_FILE, "holds no weights", () -> bring(StoredZip.write(entries)));
        isSound();
    }

    private String sha256(byte[] bytes) throws IOException {
        return io.shoptraining.disk.Durable.sha256(Files.write(root.resolve("bytes"), bytes));
    }

    @Test
    void aDeletedModelIsInQuarantineForGoodAndForecastsFallBack() {
        Toys.trained(server, "train");
        Toys.trained(server, "train");
        assertThat(champion()).isEqualTo(MODEL + "_v2");

        ModelRow row = server.modelStore().delete(MODEL + "_v2", "ann");

        assertThat(row.status()).isEqualTo(ModelRow.FAILED);
        assertThat(row.gateReason()).startsWith("deleted by ann at ");
        assertThat(row.metricsSummary()).isNotNull();
        assertThat(champion()).isEqualTo(MODEL + "_v1");
        assertThat(server.forecasts()
                        .forecast(ForecastRequest.of(Map.of("model_identifier", MODEL)))
                        .used()
                        .filenamePrefix())
                .isEqualTo(MODEL + "_v1");
        refused(
                ErrorCode.CONFLICT,
                "was deleted before",
                () -> server.modelStore().delete(MODEL + "_v2", "ann"));
        refused(ErrorCode.CONFLICT, "deleted by ann", () -> bundle(MODEL + "_v2"));
        assertThat(server.registry().versions()).containsEntry(MODEL, 2);
        assertThat(store().resolve(".store/quarantine/1/" + MODEL + "_v2_model.pth"))
                .exists();
        isSound();

        server.close();
        server = Toys.server(root.resolve("shop"));
        assertThat(server.models().require(MODEL + "_v2").gateReason()).startsWith("deleted by ann at ");
        assertThat(champion()).isEqualTo(MODEL + "_v1");
        assertThat(Toys.trained(server, "train").version()).isEqualTo(3);
        isSound();
    }

    @Test
    void theNumberOfADeletedModelStaysTakenWhenTheDatabaseIsLost() throws IOException {
        Toys.trained(server, "poor");
        server.modelStore().delete(MODEL + "_v1", "ann");
        server.close();
        for (String file : List.of("shoptraining.db", "shoptraining.db-wal", "shoptraining.db-shm")) {
            Files.deleteIfExists(root.resolve("shop").resolve(file));
        }
        server = Toys.server(root.resolve("shop"));
        assertThat(server.models().list(null)).isEmpty();
        assertThat(Toys.submit(server, "train").version()).isEqualTo(2);
    }

    /** F24. */
    @Test
    void aModelWhoseMetadataIsTornIsNeverUsedAgainAndItsNumberStaysTaken() throws IOException {
        Toys.trained(server, "train");
        Toys.trained(server, "train");
        server.close();
        Path metadata = store().resolve(MODEL + "_v2_metadata.json");
        Files.writeString(metadata, Files.readString(metadata).substring(0, 300));

        server = Toys.server(root.resolve("shop"));
        assertThat(server.forecasts()
                        .forecast(ForecastRequest.of(Map.of("model_identifier", MODEL)))
                        .used()
                        .version())
                .isEqualTo(1);
        ModelRow row = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> server.models().require(MODEL + "_v2"),
                        found -> found.status().equals(ModelRow.FAILED));
        assertThat(row.gateReason()).startsWith("damaged");
        assertThat(champion()).isEqualTo(MODEL + "_v1");
        assertThat(Toys.trained(server, "train").version()).isEqualTo(3);
        assertThat(server.modelStore().delete(MODEL + "_v2", "ann").deletedAt()).isNotNull();
        isSound();
    }

    @OnOneJava
    @ParameterizedTest
    @ValueSource(strings = {"quarantine.beforeMove", "quarantine.afterMove"})
    void aServerKilledWhileItDeletesIsFollowedByOneThatFinishesIt(String failpoint) throws Exception {
        Toys.trained(server, "train");
        server.close();

        assertThat(crash(failpoint, "delete", MODEL + "_v1")).isEqualTo(137);

        server = Toys.server(root.resolve("shop"));
        assertThat(server.models().require(MODEL + "_v1").deletedAt()).isNotNull();
        assertThat(champion()).isEqualTo("none");
        assertThat(server.registry().prefixes()).isEmpty();
        isSound();
    }

    @OnOneJava
    @ParameterizedTest
    @ValueSource(
            strings = {
                "publish.beforeLinks",
                "publish.betweenLinkAndUnlink",
                "publish.afterModelLink",
                "publish.afterCurveLink",
                "publish.beforeMetadata",
                "publish.betweenMetadataLinkAndSync",
                "publish.afterMetadata",
                "publish.afterVersions"
            })
    void aServerKilledAtAnyStepOfAnImportIsFollowedByOneThatFinishesIt(String failpoint) throws Exception {
        Path bundle = exported();

        assertThat(crash(failpoint, "import", bundle.toString())).isEqualTo(137);

        server = Toys.server(root.resolve("shop"));
        ModelRow row = server.models().require(MODEL + "_v2");
        assertThat(row.status()).isEqualTo(ModelRow.COMPLETED);
        assertThat(champion()).isEqualTo(MODEL + "_v2");
        assertThat(server.modelStore().metadata(MODEL + "_v2").provenance().origin())
                .isNotNull();
        assertThat(server.registry().versions()).containsEntry(MODEL, 2);
        isSound();
    }

    @Test
    void anInterruptedImportWhoseFilesAreDamagedIsRolledBackAndItsNumberStaysTaken() throws Exception {
        Path bundle = exported();
        assertThat(crash("publish.afterModelLink", "import", bundle.toString())).isEqualTo(137);
        Files.writeString(store().resolve(MODEL + "_v2_model.pth"), "weights 16");

        server = Toys.server(root.resolve("shop"));
        ModelRow row = server.models().require(MODEL + "_v2");
        assertThat(row.status()).isEqualTo(ModelRow.FAILED);
        assertThat(row.gateReason()).contains("interrupted");
        assertThat(champion()).isEqualTo(MODEL + "_v1");
        isSound();
        assertThat(Toys.trained(server, "train").version()).isEqualTo(3);
    }

    private Path exported() {
        Toys.trained(server, "train");
        Path bundle = root.resolve("bundle.zip");
        server.modelStore().export(MODEL + "_v1", bundle);
        server.close();
        return bundle;
    }

    private int crash(String failpoint, String work, String what) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dshoptraining.failpoint=" + failpoint,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingServer.class.getName(),
                        root.resolve("shop").toString(),
                        work,
                        what)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void refused(ErrorCode code, String reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(reason);
    }
}
