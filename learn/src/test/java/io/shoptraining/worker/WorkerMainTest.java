package io.shoptraining.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.features.Samples;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                    "r1", Samples.spec("seasonal_naive", 28, 7, 2), null, Map.of(), "nowhere", "0", 99));
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
