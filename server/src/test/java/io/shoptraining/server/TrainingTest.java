package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.index.ModelRow;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.task.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
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
    void aRequestBecomesAPublishedModelThatForecasts() {
        TrainingTask task = Toys.submit(server, "train");
        assertThat(task.status()).isEqualTo(TaskState.PENDING);
        assertThat(task.filenamePrefix()).isEqualTo("product_P001_all_toy_v1");

        TrainingTask done = Toys.awaitEnd(server, task);

        assertThat(done.status()).isEqualTo(TaskState.COMPLETED);
        assertThat(done.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(done.progress()).isEqualTo(100);
        assertThat(done.processId()).isNull();
        assertThat(root.resolve("saved_models/product_P001_all_toy_v1_model.pth"))
                .content()
                .isEqualTo("weights 15");
        assertThat(server.registry().verify(task.filenamePrefix())).isEmpty();
        assertThat(server.registry().versions()).containsEntry("product_P001_all_toy", 1);
        assertThat(server.forecast("product_P001_all_toy", 7))
                .hasSize(7)
                .last()
                .satisfies(row -> assertThat(row.mean()).isEqualTo(7));
        try (StoreView view = StoreView.open(new DataDirectory(root), Toys.SETTINGS, Toys.parts(Toys.data(400)))) {
            assertThat(view.tasks().list()).containsExactly(done);
            assertThat(view.models().require("product_P001_all_toy").version()).isEqualTo(1);
        }
    }

    @Test
    void twoSubmitsOfOneIdentifierAtOnceGetVersions1And2AndBothPublish() {
        List<TrainingTask> tasks = new CopyOnWriteArrayList<>();
        IntStream.range(0, 2).parallel().forEach(i -> tasks.add(Toys.submit(server, "train")));

        tasks.forEach(task -> assertThat(Toys.awaitEnd(server, task).status()).isEqualTo(TaskState.COMPLETED));

        assertThat(tasks).extracting(TrainingTask::version).containsExactlyInAnyOrder(1, 2);
        assertThat(server.registry().versions()).containsEntry("product_P001_all_toy", 2);
        assertThat(server.registry().verifyAll(file -> {}).isSound()).isTrue();
    }

    @Test
    void aKilledWorkerIsReplacedAndTheTrainingGoesOnFromItsCheckpointWithTheSameVersion() {
        TrainingTask task = Toys.submit(server, "wait_once");
        TrainingTask running = Toys.awaitThirdEpoch(server, task);

        long pid = Objects.requireNonNull(running.processId());
        await().until(() -> Toys.checkpoint(root, task, 3));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        TrainingTask done = Toys.awaitEnd(server, task);

        assertThat(done.status()).isEqualTo(TaskState.COMPLETED);
        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.version()).isEqualTo(1);
        assertThat(Toys.logLines(server, task)).contains("begins with epoch 1", "begins with epoch 4");
        assertThat(Toys.logLines(server, task)).anyMatch(line -> line.contains("signal 9"));
        assertThat(root.resolve("saved_models/product_P001_all_toy_v1_model.pth"))
                .content()
                .isEqualTo("weights 15");
    }

    @Test
    void aPendingTaskIsCancelledAtOnceAndKeepsItsNumber() {
        TrainingTask first = Toys.submit(server, "wait");
        TrainingTask second = Toys.submit(server, "wait");
        Toys.awaitThirdEpoch(server, first);
        Toys.awaitThirdEpoch(server, second);
        TrainingTask third = Toys.submit(server, "train");

        assertThat(server.tasks().require(third.taskId()).queuePosition()).isEqualTo(1);
        assertThat(server.tasks().cancel(third.taskId()).status()).isEqualTo(TaskState.CANCELLED);
        refused(ErrorCode.CONFLICT, () -> server.tasks().cancel(third.taskId()));
        assertThat(server.models().require(third.filenamePrefix()).status()).isEqualTo(ModelRow.CANCELLED);
        assertThat(Toys.submit(server, "train").version()).isEqualTo(4);
    }

    @Test
    void aRunningTaskIsCancelledByItsWorker() {
        TrainingTask task = Toys.submit(server, "wait");
        Toys.awaitThirdEpoch(server, task);

        assertThat(server.tasks().cancel(task.taskId()).status()).isEqualTo(TaskState.CANCELLING);

        assertThat(Toys.awaitEnd(server, task).status()).isEqualTo(TaskState.CANCELLED);
        assertThat(server.registry().find(task.filenamePrefix())).isEmpty();
    }

    @Test
    void aWorkerThatDoesNotListenIsEnded() {
        TrainingTask task = Toys.submit(server, "deaf");
        TrainingTask running = Toys.awaitThirdEpoch(server, task);
        server.tasks().cancel(task.taskId());

        assertThat(Toys.awaitEnd(server, task).status()).isEqualTo(TaskState.CANCELLED);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.of(Objects.requireNonNull(running.processId()))
                        .isEmpty());
    }

    @Test
    void aModelThatCouldNotBeMeasuredIsFailedAndNeverCompleted() {
        TrainingTask done = Toys.awaitEnd(server, Toys.submit(server, "unmeasured"));

        assertThat(done.status()).isEqualTo(TaskState.FAILED);
        assertThat(done.errorCode()).isEqualTo(ErrorCode.NON_FINITE_METRICS);
        assertThat(done.error()).contains("r2: the held-out days are all alike");
        assertThat(server.registry().prefixes()).isEmpty();
        assertThat(server.models().require(done.filenamePrefix()).status()).isEqualTo(ModelRow.FAILED);
    }

    @Test
    void aRejectedModelKeepsItsNumberAndFilesAndMovesNoVersion() {
        TrainingTask poor = Toys.awaitEnd(server, Toys.submit(server, "poor"));

        assertThat(poor.status()).isEqualTo(TaskState.COMPLETED);
        assertThat(poor.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(poor.gateReason()).contains("r2 -0.5000 is below 0.0");
        assertThat(server.registry().verify(poor.filenamePrefix())).isEmpty();
        assertThat(server.registry().versions()).isEmpty();
        refused(ErrorCode.NOT_FOUND, () -> server.models().require("product_P001_all_toy"));
        assertThat(Toys.submit(server, "train").version()).isEqualTo(2);
    }

    @Test
    void aWorkerThatPrintsGarbageIsReplacedUntilTheAttemptsAreUsedUp() {
        TrainingTask done = Toys.awaitEnd(server, Toys.submit(server, "garbage"));

        assertThat(done.status()).isEqualTo(TaskState.FAILED);
        assertThat(done.errorCode()).isEqualTo(ErrorCode.WORKER_LOST);
        assertThat(done.error()).contains("Segmentation fault, perhaps").contains("3 lost workers");
        assertThat(done.attempt()).isEqualTo(3);
    }

    @Test
    void aWorkerWithoutMemoryFailsItsTaskWithThatReason() {
        TrainingTask done = Toys.awaitEnd(server, Toys.submit(server, "out_of_heap"));

        assertThat(done.status()).isEqualTo(TaskState.FAILED);
        assertThat(done.errorCode()).isEqualTo(ErrorCode.OUT_OF_HEAP);
    }

    @Test
    void aWorkerThatExitsIsNamedWithItsStatus() {
        assertThat(Toys.awaitEnd(server, Toys.submit(server, "exit")).error()).contains("exit status 7");
    }

    @Test
    void aTrainingThatTheWorkerRefusesFailsAtOnce() {
        TrainingTask done = Toys.awaitEnd(server, Toys.submit(server, "refuse"));

        assertThat(done.errorCode()).isEqualTo(ErrorCode.DATA_REFUSED);
        assertThat(done.attempt()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotWhatWasReportedIsNotPublished() {
        TrainingTask done = Toys.awaitEnd(server, Toys.submit(server, "lie"));

        assertThat(done.status()).isEqualTo(TaskState.FAILED);
        assertThat(done.errorCode()).isEqualTo(ErrorCode.DAMAGED_FILE);
        assertThat(server.registry().prefixes()).isEmpty();
    }

    @Test
    void eventsAreOrderedAndEndWithOneTerminalUpdateAndOneCompletion() {
        List<Event> heard = new CopyOnWriteArrayList<>();
        server.events().subscribe(heard::add);
        TrainingTask task = Toys.submit(server, "burst");
        Toys.awaitEnd(server, task);
        await().until(() -> heard.stream().anyMatch(e -> e.event().equals(Event.TRAINING_COMPLETED)));

        List<Event> stored = Toys.events(server, task);
        assertThat(heard).isEqualTo(stored);
        assertThat(stored).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
        List<Event> end = stored.subList(stored.size() - 2, stored.size());
        assertThat(end).extracting(Event::event).containsExactly(Event.TRAINING_UPDATE, Event.TRAINING_COMPLETED);
        assertThat(end.get(0).payload())
                .containsEntry("action", "completed")
                .containsEntry("status", "completed")
                .containsEntry("version", 1)
                .doesNotContainKey("error");
        assertThat(stored.stream().filter(e -> e.event().equals(Event.TRAINING_COMPLETED)))
                .hasSize(1);
        List<Double> progress = new ArrayList<>();
        stored.stream()
                .filter(e -> e.event().equals(Event.TRAINING_PROGRESS))
                .forEach(e -> progress.add((Double) e.payload().get("progress")));
        assertThat(progress).isSorted().hasSizeLessThan(50).endsWith(100.0);
    }

    @Test
    void anIdentifierThatDiffersOnlyInLetterCaseIsRefused() {
        Toys.submit(server, "train");

        refused(ErrorCode.CONFLICT, () -> server.tasks().submit(Toys.request("p001", "train")));
    }

    @Test
    void aRetryIsANewTaskWithTheNextVersion() {
        TrainingTask failed = Toys.awaitEnd(server, Toys.submit(server, "refuse"));

        TrainingTask again = server.tasks().retry(failed.taskId());

        assertThat(again.version()).isEqualTo(2);
        assertThat(again.hyperparameters()).isEqualTo(failed.hyperparameters());
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() {
        refused(ErrorCode.STORE_IN_USE, () -> Toys.server(root));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
