package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.events.Event;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went wrong in the predecessor and has no better place; {@code docs/defects.md} lists all of it. */
@OnOneJava
class PredecessorDefectsTest {
    @TempDir
    Path root;

    private Server server;

    @BeforeEach
    void open() {
        server = Toys.server(root);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aModelThatLacksOneFigureWasNeverCalledDone() {
        TrainingTask failed = Toys.awaitEnd(server, Toys.submit(server, "unmeasured"));

        assertThat(failed.errorCode()).isEqualTo(ErrorCode.NON_FINITE_METRICS);
        List<Event> events = Toys.events(server, failed);
        assertThat(events).extracting(Event::event).doesNotContain(Event.TRAINING_COMPLETED);
        assertThat(events).noneMatch(event -> "completed".equals(event.payload().get("status")));
        assertThat(events.get(events.size() - 1).payload()).containsEntry("action", "failed");
    }

    @Test
    void progressIsWhatTheWorkerSaidAndReaches100OnlyAtTheEnd() {
        TrainingTask task = Toys.submit(server, "wait");
        double shown = Toys.awaitThirdEpoch(server, task).progress();

        assertThat(shown).isEqualTo(60);
        assertThat(Toys.events(server, task))
                .filteredOn(event -> event.event().equals(Event.TRAINING_PROGRESS))
                .extracting(event -> event.payload().get("progress"))
                .doesNotContain(100.0, 100);
    }

    @Test
    void aLogThatCannotBeWrittenStopsNoTraining() throws IOException {
        Path logs = new DataDirectory(root).logs();
        Files.delete(logs);
        Files.writeString(logs, "in the way");

        assertThat(Toys.awaitEnd(server, Toys.submit(server, "train")).status()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void questionsAreAnsweredWhileTheStoreIsBeingWritten() throws IOException {
        TrainingTask first = Toys.awaitEnd(server, Toys.submit(server, "train"));
        Path lock = root.resolve("saved_models/versions.json.lock");
        TrainingTask held;
        // as long as another program holds this lock, the save cannot go on
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        lock.toString())
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            held = Toys.submit(server, "train");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.tasks().require(held.taskId()).stage() == Stage.SAVING);

            assertThat(server.tasks().require(first.taskId()).status()).isEqualTo(TaskState.COMPLETED);
            assertThat(server.tasks().list()).hasSize(2);
            assertThat(server.tasks().require(held.taskId()).status()).isEqualTo(TaskState.RUNNING);
        } finally {
            holder.destroyForcibly();
        }
        assertThat(Toys.awaitEnd(server, held).status()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void everyUpdateHasAllThatARowNeeds() {
        TrainingTask task = Toys.awaitEnd(server, Toys.submit(server, "train"));

        List<Event> updates = Toys.events(server, task).stream()
                .filter(event -> event.event().equals(Event.TRAINING_UPDATE))
                .toList();
        assertThat(updates).hasSizeGreaterThanOrEqualTo(3).allSatisfy(event -> {
            assertThat(event.payload())
                    .containsKeys(
                            "action",
                            "status",
                            "progress",
                            "message",
                            "metrics",
                            "product_id",
                            "model_type",
                            "product_scope",
                            "product_ids",
                            "training_mode",
                            "store_id",
                            "store_ids",
                            "aggregation_method",
                            "epochs",
                            "start_time",
                            "stage",
                            "verdict",
                            "gate_reason",
                            "error_code",
                            "attempt",
                            "queue_position",
                            "batch_id");
            assertThat(event.ts()).matches("\\d{4}-\\d\\d-\\d\\dT.*(Z|[+-]\\d\\d:\\d\\d)");
        });
        assertThat(updates.get(updates.size() - 1).payload())
                .containsEntry("action", "completed")
                .containsEntry("status", "completed")
                .containsEntry("verdict", "accepted");
    }

    @Test
    void noPathOfTheServerIsInATaskOrAnEvent() {
        TrainingTask task = Toys.awaitEnd(server, Toys.submit(server, "train"));

        assertThat(Json.write(task)).doesNotContain(root.toString());
        assertThat(Toys.events(server, task))
                .allSatisfy(event -> assertThat(Json.write(event.toMap())).doesNotContain(root.toString()));
    }

    @Test
    void theLossCurveIsKeptAsNumbersAndNotOnlyAsAPicture() {
        TrainingTask task = Toys.trained(server, "train");

        assertThat(server.modelStore().metadata(task.filenamePrefix()).curve()).containsExactly(List.of(1.0, 0.5, 0.6));
    }

    @Test
    void aModelSaysAllThatIsNeededToTrainItAgain() {
        TrainingTask task = Toys.trained(server, "train");

        ModelMetadata metadata = server.modelStore().metadata(task.filenamePrefix());
        TrainingSpec spec = Json.convert(metadata.spec(), TrainingSpec.class);
        assertThat(spec.key().identifier()).isEqualTo(metadata.modelIdentifier());
        assertThat(spec.hyperparameters()).containsEntry("behaviour", "train");
        assertThat(List.of(spec.epochs(), spec.horizon(), spec.lookBack(), spec.folds(), (int) spec.seed()))
                .containsExactly(5, 14, 56, 4, 42);
        assertThat(metadata.provenance().snapshotId()).isEqualTo("s1");
        assertThat(metadata.provenance().snapshotSha256()).hasSize(64);
        assertThat(metadata.provenance().engine()).isNotEmpty();
        assertThat(metadata.provenance().programVersion()).isEqualTo("test");
    }

    @Test
    void aTrainingThatFailsLeavesNothingAmongTheModelsAndItsNumberSaysWhy() throws IOException {
        TrainingTask failed = Toys.trained(server, "lie");

        try (Stream<Path> files = Files.list(root.resolve("saved_models"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(failed.filenamePrefix()));
        }
        await().untilAsserted(() ->
                assertThat(root.resolve("saved_models/.store/attempts")).isEmptyDirectory());
        assertThat(server.registry().versions()).isEmpty();
        ModelRow row = server.models().require(failed.filenamePrefix());
        assertThat(row.status()).isEqualTo(ModelRow.FAILED);
        assertThat(row.gateReason()).isNotEmpty();
        assertThat(Toys.trained(server, "train").version()).isEqualTo(2);
    }

    /** A program that holds the lock on a file until its input ends. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                System.out.println(lock.isValid() ? "held" : "lost");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
