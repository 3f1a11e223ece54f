package io.shoptraining.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.features.Samples;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.ModelZoo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerMainTest {
    @TempDir
    Path directory;

    private Path errors = Path.of("");

    @BeforeEach
    void placeErrors() {
        errors = directory.resolve("stderr");
    }

    private Snapshot snapshot() throws IOException {
        return snapshot(1);
    }

    /** Products with a weekly pattern in two stores, imported as a user would. */
    private Snapshot snapshot(int products) throws IOException {
        StringBuilder rows = new StringBuilder("date,store,product,quantity\n");
        for (int day = 0; day < 200; day++) {
            for (int one = 0; one < 2 * products; one++) {
                int store = 1 + one % 2;
                int quantity = store * (5 + day % 7) + day % 3;
                rows.append(
                        String.format("%s,S%d,P%d,%d%n", Samples.START.plusDays(day), store, 1 + one / 2, quantity));
            }
        }
        Path file = Files.writeString(directory.resolve("sales.csv"), rows);
        SalesStore store = SalesStore.open(directory.resolve("sales"), Clock.systemUTC());
        return store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    private WorkerCommand.Train train(TrainingSpec spec, Snapshot snapshot) throws IOException {
        Path staging = Files.createDirectories(directory.resolve("staging"));
        return new WorkerCommand.Train(
                "t1", 1, spec, snapshot.file().toString(), snapshot.sha256(), staging.toString(), null);
    }

    /** A network that trains for some seconds. */
    private static TrainingSpec small() {
        TrainingSpec endless = endless();
        Map<String, Object> settings = new LinkedHashMap<>(endless.hyperparameters());
        settings.put("hidden_size", 8);
        return new TrainingSpec(endless.scope(), "mlstm", settings, 20, 7, 28, 2, 1);
    }

    /** A network that would train for hours. */
    private static TrainingSpec endless() {
        Map<String, Object> settings = new LinkedHashMap<>();
        ModelZoo.find("mlstm").type().hyperparameters().forEach(p -> settings.put(p.name(), p.defaultValue()));
        settings.put("patience", 1000);
        settings.put("learning_rate", 1e-6);
        SeriesScope scope = SeriesScope.product("P1", Ids.all());
        return new TrainingSpec(scope, "mlstm", settings, 1000, 7, 28, 2, 1);
    }

    @Test
    void aTinySnapshotIsTrainedAndForecastEndToEnd() throws Exception {
        Snapshot snapshot = snapshot();
        TrainingSpec spec = Samples.spec("seasonal_naive", 28, 7, 2);
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(train(spec, snapshot));
            WorkerReport.Finished finished = worker.await(WorkerReport.Finished.class);
            assertThat(finished.metrics().missingEssential()).isEmpty();
            assertThat(worker.reports.get(worker.reports.size() - 2))
                    .isInstanceOfSatisfying(
                            WorkerReport.Progressed.class,
                            last -> assertThat(last.progress().progress()).isEqualTo(100));
            worker.send(new WorkerCommand.Predict(
                    "r1",
                    spec,
                    null,
                    finished.description(),
                    snapshot.file().toString(),
                    snapshot.sha256(),
                    7,
                    List.of()));
            WorkerReport.Predicted predicted = worker.await(WorkerReport.Predicted.class);
            assertThat(predicted.rows()).hasSize(14);
            assertThat(predicted.rows().get(0).storeId()).isEqualTo("S1");
            assertThat(predicted.rows().get(0).date())
                    .isEqualTo(Samples.START.plusDays(200).toString());
        }
    }

    @Test
    void theForecastOfManySeriesComesInParts() throws Exception {
        Snapshot snapshot = snapshot(80);
        TrainingSpec spec = Samples.spec("seasonal_naive", 28, 7, 2);
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(train(spec, snapshot));
            WorkerReport.Finished finished = worker.await(WorkerReport.Finished.class);
            worker.send(new WorkerCommand.Predict(
                    "r1",
                    spec,
                    null,
                    finished.description(),
                    snapshot.file().toString(),
                    snapshot.sha256(),
                    7,
                    List.of()));
            WorkerReport.Predicted first = worker.await(WorkerReport.Predicted.class);
            WorkerReport.Predicted second = worker.await(WorkerReport.Predicted.class);
            assertThat(first.from()).isZero();
            assertThat(first.last()).isFalse();
            assertThat(second.from()).isEqualTo(first.rows().size());
            assertThat(second.last()).isTrue();
            assertThat(second.from() + second.rows().size()).isEqualTo(2 * 80 * 7);
        }
    }

    @Test
    void aTrainingIsCancelledInItsMidstAndTheWorkerGoesOn() throws Exception {
        Snapshot snapshot = snapshot();
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(train(endless(), snapshot));
            worker.await(WorkerReport.Checkpointed.class);
            worker.send(new WorkerCommand.Cancel("t1"));
            assertThat(worker.await(WorkerReport.Cancelled.class)).isEqualTo(new WorkerReport.Cancelled("t1", 1));
            worker.send(new WorkerCommand.Shutdown());
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.SHUT_DOWN);
        }
    }

    @Test
    void aTrainingEndsWithTheInputOfItsWorker() throws Exception {
        Snapshot snapshot = snapshot();
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(train(endless(), snapshot));
            worker.await(WorkerReport.Checkpointed.class);
            worker.closeInput();
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.PARENT_GONE);
            assertThat(worker.reports)
                    .noneMatch(report -> report instanceof WorkerReport.Finished)
                    .noneMatch(report -> report instanceof WorkerReport.Failed);
        }
    }

    @Test
    void aSuspendedTrainingEndsLaterInTheSameWeightsAsOneThatWasLeftAlone() throws Exception {
        Snapshot snapshot = snapshot();
        TrainingSpec spec = small();
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(train(spec, snapshot));
            WorkerReport.Finished whole = worker.await(WorkerReport.Finished.class);
            worker.send(train(spec, snapshot));
            worker.await(WorkerReport.Checkpointed.class);
            worker.send(new WorkerCommand.Suspend("t1"));
            WorkerReport.Suspended suspended = worker.await(WorkerReport.Suspended.class);
            WorkerReport.Checkpointed last = worker.reports.stream()
                    .filter(WorkerReport.Checkpointed.class::isInstance)
                    .map(WorkerReport.Checkpointed.class::cast)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
            assertThat(suspended).isEqualTo(new WorkerReport.Suspended("t1", 1, last.epoch()));
            assertThat(last.epoch()).isBetween(1, spec.epochs() - 1);

            WorkerCommand.Train again = train(spec, snapshot);
            Path checkpoint = Path.of(again.stagingDirectory(), last.file().name());
            worker.send(new WorkerCommand.Train(
                    "t1",
                    2,
                    spec,
                    again.snapshotFile(),
                    again.snapshotSha256(),
                    again.stagingDirectory(),
                    checkpoint.toString()));
            WorkerReport.Finished resumed = worker.await(WorkerReport.Finished.class);
            assertThat(resumed.files().get(0).sha256())
                    .isEqualTo(whole.files().get(0).sha256());
        }
    }

    @Test
    void aBacktestIsAnsweredOrCancelled() throws Exception {
        Snapshot snapshot = snapshot();
        String file = snapshot.file().toString();
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(new WorkerCommand.Backtest("b1", small(), file, snapshot.sha256()));
            WorkerReport.Backtested tested = worker.await(WorkerReport.Backtested.class);
            assertThat(tested.requestId()).isEqualTo("b1");
            assertThat(tested.rows()).hasSize(2);
            assertThat(tested.metrics().missingEssential()).isEmpty();
            worker.send(new WorkerCommand.Backtest("b2", endless(), file, snapshot.sha256()));
            worker.await(WorkerReport.Progressed.class);
            worker.send(new WorkerCommand.Cancel("b2"));
            assertThat(worker.await(WorkerReport.Cancelled.class)).isEqualTo(new WorkerReport.Cancelled("b2", 0));
        }
    }

    @Test
    void theFirstThingThatIsHeardOfATrainingIsItsProgress() throws Exception {
        Snapshot snapshot = snapshot();
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(train(small(), snapshot));
            worker.await(WorkerReport.Logged.class);
            assertThat(worker.reports)
                    .filteredOn(report -> report instanceof WorkerReport.Progressed)
                    .first()
                    .isInstanceOfSatisfying(
                            WorkerReport.Progressed.class,
                            first -> assertThat(first.progress().stage()).isEqualTo(Stage.LOADING_DATA));
        }
    }

    @Test
    void aHeartbeatTellsTheMemoryOfTheProcess() throws Exception {
        try (ChildWorker worker = new ChildWorker(errors)) {
            assertThat(worker.await(WorkerReport.Heartbeat.class).rssBytes()).isGreaterThan(16 << 20);
        }
    }

    private WorkerCommand.Train train(String modelType) {
        return new WorkerCommand.Train(
                "t1",
                2,
                Samples.spec(modelType, 28, 7, 2),
                directory.resolve("missing.parquet").toString(),
                "0",
                directory.toString(),
                null);
    }

    @Test
    void aRefusedTaskIsReportedAndTheWorkerGoesOn() throws Exception {
        try (ChildWorker worker = new ChildWorker(errors)) {
            assertThat(worker.await(WorkerReport.Ready.class).engine()).startsWith("libtorch ");
            worker.send(train("seasonal_naive"));
            WorkerReport.Failed failed = worker.await(WorkerReport.Failed.class);
            assertThat(failed.taskId()).isEqualTo("t1");
            assertThat(failed.attempt()).isEqualTo(2);
            assertThat(failed.code()).isEqualTo(ErrorCode.DAMAGED_FILE);
            assertThat(failed.message()).contains("missing.parquet");
            worker.send(new WorkerCommand.Predict(
                    "r1", Samples.spec("seasonal_naive", 28, 7, 2), null, Map.of(), "nowhere", "0", 99, List.of()));
            assertThat(worker.await(WorkerReport.Failed.class).message()).contains("horizon of 7 days");
            worker.send(new WorkerCommand.Shutdown());
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.SHUT_DOWN);
        }
    }

    @Test
    void aTaskThatWasCancelledWhileItWaitedIsNotBegun() throws Exception {
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.send(new WorkerCommand.Cancel("t1"));
            worker.send(train("seasonal_naive"));
            assertThat(worker.await(WorkerReport.Cancelled.class)).isEqualTo(new WorkerReport.Cancelled("t1", 2));
        }
    }

    @Test
    void anIdleWorkerBeatsAndLeavesWhenItsInputEnds() throws Exception {
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.await(WorkerReport.Heartbeat.class);
            worker.closeInput();
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.PARENT_GONE);
        }
    }

    @Test
    void aLineThatIsNoCommandEndsTheWorkerWithItsOwnCode() throws Exception {
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.sendText("hello\n");
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.BROKEN_PROTOCOL);
            assertThat(Files.readString(errors)).contains("not a command");
        }
    }

    /** Writes a file if anybody brings it to life. */
    private static final class Canary implements Serializable {
        private static final long serialVersionUID = 1;

        private final File file;

        Canary(File file) {
            this.file = file;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Files.createFile(file.toPath());
        }
    }

    @Test
    void anObjectOfJavaOnThePipeIsRefusedAndNotBroughtToLife() throws Exception {
        Path file = directory.resolve("canary");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Canary(file.toFile()));
        }
        bytes.write('\n');
        try (ChildWorker worker = new ChildWorker(errors)) {
            worker.sendBytes(bytes.toByteArray());
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.BROKEN_PROTOCOL);
            assertThat(file).doesNotExist();
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isInstanceOf(Canary.class);
            assertThat(file).as("what would have happened").exists();
        }
    }

    @Test
    void aHeapThatIsUsedUpEndsTheWorkerWithItsOwnCode() throws Exception {
        try (ChildWorker worker = new ChildWorker(errors, "-Xmx16m")) {
            String filler = "x".repeat(1 << 20);
            try {
                for (int mebibyte = 0; mebibyte < 64; mebibyte++) {
                    worker.sendText(filler);
                }
            } catch (IOException e) {
                assertThat(e).as("the pipe of a worker that is gone").hasMessageMatching("(?i).*(pipe|closed).*");
            }
            assertThat(worker.exitCode()).isEqualTo(WorkerMain.OUT_OF_MEMORY);
        }
    }
}
