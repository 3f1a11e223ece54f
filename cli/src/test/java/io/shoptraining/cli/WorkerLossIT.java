package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.server.Server;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real worker is killed in the middle of a real training. */
@OnOneJava
class WorkerLossIT {
    @TempDir
    private Path home = Path.of("");

    private Path sales = home;

    @BeforeEach
    void writeSales() throws IOException {
        sales = Files.writeString(home.resolve("sales.csv"), SmallSales.csv(300));
    }

    /** Of {@code mlstm} the experiment I10 in faults shows the same, and more. */
    @Test
    void aTrainingWhoseWorkerIsKilledGivesTheSameModelAsAnUndisturbedOne() throws Exception {
        Outcome undisturbed = train(home.resolve("undisturbed"), 0);
        Outcome disturbed = train(home.resolve("disturbed"), 6);
        assertThat(undisturbed.task.attempt()).isEqualTo(1);
        assertThat(disturbed.task.attempt()).isEqualTo(2);
        assertThat(disturbed.task.version()).isEqualTo(1);
        assertThat(disturbed.task.status()).isEqualTo(TaskState.COMPLETED);
        assertThat(disturbed.firstEpochOfLastAttempt).isGreaterThan(1);
        assertThat(disturbed.modelSha256).isEqualTo(undisturbed.modelSha256);
    }

    @Test
    void twoTrainingsAtWorkAtOnceGetTheirOwnVersions() throws Exception {
        Path data = home.resolve("data");
        importSales(data);
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        try (Server server = Workplace.open(data, "test");
                EventHub.Subscription ignored = server.events().subscribe(events::add)) {
            TrainingTask one = server.tasks().submit(request("mlstm"));
            TrainingTask two = server.tasks().submit(request("mlstm"));
            for (int ended = 0; ended < 2; ) {
                ended += events.take().event().equals(Event.TRAINING_COMPLETED) ? 1 : 0;
            }
            assertThat(server.tasks().require(one.taskId()).version()).isEqualTo(1);
            assertThat(server.tasks().require(two.taskId()).version()).isEqualTo(2);
            assertThat(server.registry().verifyAll(file -> {}).problems()).isEmpty();
            assertThat(server.registry().versions()).containsExactly(Map.entry(one.modelIdentifier(), 2));
        }
    }

    private record Outcome(TrainingTask task, String modelSha256, int firstEpochOfLastAttempt) {}

    /** @param killAfterEpoch 0 to let the worker live */
    private Outcome train(Path data, int killAfterEpoch) throws InterruptedException {
        importSales(data);
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        try (Server server = Workplace.open(data, "test");
                EventHub.Subscription ignored = server.events().subscribe(events::add)) {
            String id = server.tasks().submit(request("transformer")).taskId();
            boolean killed = killAfterEpoch == 0;
            int firstEpoch = 0;
            Event event = events.take();
            while (!event.event().equals(Event.TRAINING_COMPLETED)) {
                assertThat(event.payload().get("status")).isNotEqualTo("failed");
                int epoch = event.payload().get("epoch") instanceof Number number ? number.intValue() : 0;
                if (killed && firstEpoch == 0) {
                    firstEpoch = epoch;
                }
                if (!killed && epoch >= killAfterEpoch) {
                    killWorker(server, id);
                    killed = true;
                    firstEpoch = 0;
                    events.clear();
                }
                event = events.take();
            }
            TrainingTask task = server.tasks().require(id);
            String sha256 = server.registry().find(task.filenamePrefix()).orElseThrow().manifest().stream()
                    .filter(file -> file.kind().equals("model"))
                    .map(ManifestFile::sha256)
                    .findFirst()
                    .orElseThrow();
            return new Outcome(task, sha256, firstEpoch);
        }
    }

    private static void killWorker(Server server, String id) {
        Long pid = server.tasks().require(id).processId();
        assertThat(pid).isNotNull();
        assertThat(ProcessHandle.of(pid == null ? -1 : pid).orElseThrow().destroyForcibly())
                .isTrue();
    }

    private static Map<String, Object> request(String type) {
        return Map.of("training_mode", "product", "product_id", "007", "model_type", type, "epochs", 14, "horizon", 7);
    }

    private void importSales(Path data) {
        SalesStore store = Workplace.sales(data);
        store.commit(store.check(sales, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }
}
