package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.events.Event;
import io.shoptraining.index.ModelRow;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
    private static final String PREFIX = "product_P001_all_toy_v1";
    private static final String TWIN = "product_p001_all_toy_v1";

    @TempDir
    Path root;

    @Test
    void aServerThatClosesPutsItsRunningTaskBackAndTheNextOneGoesOnFromTheCheckpoint() {
        TrainingTask task;
        long pid;
        try (Server server = Toys.server(root)) {
            task = Toys.submit(server, "wait_once");
            pid = Objects.requireNonNull(Toys.awaitThirdEpoch(server, task).processId());
            await().until(() -> Toys.checkpoint(root, task, 3));
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        try (StoreView view = StoreView.open(new DataDirectory(root), Toys.SETTINGS, Toys.parts(Toys.data(400)))) {
            TrainingTask waiting = view.tasks().find(task.taskId()).orElseThrow();
            assertThat(waiting.status()).isEqualTo(TaskState.PENDING);
            assertThat(waiting.attempt()).isEqualTo(1);
            assertThat(waiting.processId()).isNull();
        }
        try (Server server = Toys.server(root)) {
            TrainingTask done = Toys.awaitEnd(server, task);
            assertThat(done.status()).isEqualTo(TaskState.COMPLETED);
            assertThat(done.version()).isEqualTo(1);
            assertThat(Toys.logLines(server, task)).contains("begins with epoch 4");
        }
    }

    @Test
    void closingTheServerUsesUpNoAttempt() {
        TrainingTask task;
        try (Server server = Toys.server(root)) {
            task = Toys.submit(server, "wait");
            Toys.awaitThirdEpoch(server, task);
        }
        for (int stop = 0; stop < Toys.SETTINGS.maxAttempts(); stop++) {
            try (Server server = Toys.server(root)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> server.tasks().require(task.taskId()).processId() != null);
            }
        }
        try (Server server = Toys.server(root)) {
            assertThat(server.tasks().require(task.taskId()).status()).isNotEqualTo(TaskState.FAILED);
        }
    }

    @OnOneJava
    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint.beforeRename",
                "checkpoint.afterRename",
                "publish.beforeLinks",
                "publish.betweenLinkAndUnlink",
                "publish.afterModelLink",
                "publish.afterCurveLink",
                "publish.beforeMetadata",
                "publish.betweenMetadataLinkAndSync",
                "publish.afterMetadata",
                "publish.afterVersions"
            })
    void aServerKilledAtAnyStepOfASaveIsFollowedByOneThatFinishesIt(String failpoint) throws Exception {
        assertThat(crash(failpoint)).isEqualTo(137);

        try (Server server = Toys.server(root)) {
            TrainingTask task = server.tasks().list().get(0);
            TrainingTask done = Toys.awaitEnd(server, task);
            assertThat(done.status()).isEqualTo(TaskState.COMPLETED);
            assertThat(done.version()).isEqualTo(1);
            assertThat(server.registry().verifyAll(file -> {}).problems()).isEmpty();
            assertThat(server.registry().versions()).containsEntry("product_P001_all_toy", 1);
            assertThat(root.resolve("saved_models/" + PREFIX + "_model.pth"))
                    .content()
                    .isEqualTo("weights 15");
            assertThat(server.models().require(PREFIX).status()).isEqualTo(ModelRow.COMPLETED);
            assertThat(Toys.events(server, task).stream()
                            .filter(event -> event.event().equals(Event.TRAINING_COMPLETED)))
                    .hasSize(1);
        }
        assertThat(root.resolve("saved_models/.store/attempts")).isEmptyDirectory();
    }

    @Test
    void aLostDatabaseIsFilledAgainFromTheModels() throws IOException {
        train();
        for (String file : List.of("shoptraining.db", "shoptraining.db-wal", "shoptraining.db-shm")) {
            Files.deleteIfExists(root.resolve(file));
        }

        try (Server server = Toys.server(root)) {
            assertThat(server.models().require("product_P001_all_toy").version())
                    .isEqualTo(1);
            assertThat(Toys.submit(server, "train").version()).isEqualTo(2);
        }
    }

    @Test
    void aModelThatCannotBeEnteredIsNoReasonNotToStart() throws IOException {
        train();
        // their names differ only in letter case, so that there is no room for both in the ledger
        Path store = root.resolve("saved_models");
        for (String suffix : List.of("_model.pth", "_loss_curve.png")) {
            Files.copy(store.resolve(PREFIX + suffix), store.resolve(TWIN + suffix));
        }
        String metadata = Files.readString(store.resolve(PREFIX + "_metadata.json"));
        Files.writeString(store.resolve(TWIN + "_metadata.json"), metadata.replace("P001", "p001"));

        try (Server server = Toys.server(root)) {
            assertThat(server.registry().verify(TWIN)).isEmpty();
            assertThat(server.models().find(TWIN)).isEmpty();
            assertThat(server.models().require("product_P001_all_toy").version())
                    .isEqualTo(1);
            assertThat(Toys.awaitEnd(server, Toys.submit(server, "train")).status())
                    .isEqualTo(TaskState.COMPLETED);
        }
    }

    @Test
    void aModelWhoseFileIsMissingIsOutOfUseFromTheStart() throws IOException {
        train();
        Files.delete(root.resolve("saved_models/" + PREFIX + "_model.pth"));

        try (Server server = Toys.server(root)) {
            ModelRow row = server.models().require(PREFIX);
            assertThat(row.status()).isEqualTo(ModelRow.FAILED);
            assertThat(row.gateReason()).startsWith("damaged").contains("is missing");
        }
    }

    @Test
    void aModelWhoseFileWasChangedIsNoLongerUsedAndItsNumberStaysTaken() throws IOException {
        train();
        Files.writeString(root.resolve("saved_models/" + PREFIX + "_model.pth"), "weights 16");

        try (Server server = Toys.server(root)) {
            ModelRow row = await().until(
                            () -> server.models().require(PREFIX),
                            found -> found.status().equals(ModelRow.FAILED));
            assertThat(row.gateReason()).startsWith("damaged");
            assertThat(server.models().champion("product_P001_all_toy")).isEmpty();
            assertThat(Toys.submit(server, "train").version()).isEqualTo(2);
        }
    }

    private void train() {
        try (Server server = Toys.server(root)) {
            Toys.awaitEnd(server, Toys.submit(server, "train"));
        }
    }

    private int crash(String failpoint) throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dshoptraining.failpoint=" + failpoint,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingServer.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return server.waitFor();
    }
}
