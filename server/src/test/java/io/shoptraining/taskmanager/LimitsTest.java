package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.events.Event;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
    @TempDir
    Path root;

    @Test
    void aTaskThatTakesTooLongFailsAtOnceWithWhatToChange() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            Map<String, Object> request = Yard.request("wait");
            request.put("time_limit_seconds", 1);
            TrainingTask done = yard.awaitEnd(yard.tasks.submit(request));

            assertThat(done.errorCode()).isEqualTo(ErrorCode.TIME_LIMIT);
            assertThat(done.error()).contains("limit of 1 s").contains("time_limit_seconds");
            assertThat(done.attempt()).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatGrowsTooLargeFailsAtOnceWithWhatToChange() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            Map<String, Object> request = Yard.request("hog");
            request.put("memory_limit_mb", 200);
            TrainingTask done = yard.awaitEnd(yard.tasks.submit(request));

            assertThat(done.errorCode()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
            assertThat(done.error()).contains("more than its limit of 200 MB").contains("memory_limit_mb");
            assertThat(done.attempt()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerThatLivesButDoesNotGetOnIsReplacedAndThenTheTaskFails() throws IOException {
        TaskSettings.Limits limits =
                new TaskSettings.Limits(null, null, Duration.ofSeconds(1), Duration.ofSeconds(2), 90);
        try (Yard yard = Yard.started(root, limits)) {
            TrainingTask done = yard.awaitEnd(yard.submit("deaf"));

            assertThat(done.errorCode()).isEqualTo(ErrorCode.WORKER_HUNG);
            assertThat(done.error()).contains("did not get on").contains("2 lost workers");
            assertThat(done.attempt()).isEqualTo(2);
        }
    }

    @Test
    void aCancelledWorkerThatDoesNotListenIsGoneWithAllThatItStarted() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask task = yard.submit("parent");
            TrainingTask running = yard.awaitThirdEpoch(task);
            long child = await().atMost(Duration.ofSeconds(30))
                    .until(() -> child(yard, task), Optional::isPresent)
                    .orElseThrow();
            yard.tasks.cancel(task.taskId());

            assertThat(yard.awaitEnd(task).status()).isEqualTo(TaskState.CANCELLED);
            await().until(() -> isGone(child) && isGone(Objects.requireNonNull(running.processId())));
        }
    }

    private static Optional<Long> child(Yard yard, TrainingTask task) {
        return yard.tasks.reader().log(task.taskId(), 0).stream()
                .map(event -> String.valueOf(event.payload().get("message")))
                .filter(message -> message.startsWith("child "))
                .map(message -> Long.valueOf(message.substring(6)))
                .findFirst();
    }

    private static boolean isGone(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    @Test
    void aServerThatStopsAsksForACheckpointAndWaitsNotForEver() throws IOException {
        String polite;
        String deaf;
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            polite = yard.submit("wait").taskId();
            deaf = yard.submit("deaf").taskId();
            yard.awaitThirdEpoch(yard.tasks.require(polite));
            yard.awaitThirdEpoch(yard.tasks.require(deaf));
        }
        try (Yard yard = new Yard(root, Yard.PATIENT)) {
            for (String taskId : List.of(polite, deaf)) {
                TrainingTask waiting = yard.tasks.require(taskId);
                assertThat(waiting.status()).isEqualTo(TaskState.PENDING);
                assertThat(waiting.message()).contains("the server stopped");
                assertThat(yard.database.<Integer>read(h -> h.createQuery(
                                        "SELECT lost_workers + not_before_millis FROM tasks WHERE task_id = :t")
                                .bind("t", taskId)
                                .mapTo(Integer.class)
                                .one()))
                        .isZero();
            }
        }
    }

    @Test
    void logLinesAreNumberedThroughAllAttemptsAndCanBeReadOn() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask task = yard.awaitEnd(yard.submit("chatter"));
            List<Event> all = yard.tasks.reader().log(task.taskId(), 0);

            assertThat(all).hasSize(201);
            assertThat(all)
                    .extracting(event -> event.payload().get("line"))
                    .startsWith(1, 2)
                    .endsWith(200, 201);
            assertThat(yard.tasks.reader().log(task.taskId(), 199)).isEqualTo(all.subList(199, 201));
            assertThat(yard.tasks.reader().curve(task.taskId())).hasSize(1);
        }
    }
}
