package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a task that has ended: nothing but its best checkpoint. */
class LeftoversTest {
    @TempDir
    Path root;

    private List<String> checkpoints() {
        return names("saved_models/checkpoints");
    }

    private List<String> records() {
        return names("saved_models/.store/checkpoints");
    }

    private List<String> names(String directory) {
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> best(TrainingTask task) {
        return List.of(task.filenamePrefix() + "_checkpoint_best.pth");
    }

    @ParameterizedTest
    @CsvSource({"train, COMPLETED", "refuse, FAILED", "wait, CANCELLED"})
    void aTaskThatEndsKeepsItsBestCheckpointAlone(String behaviour, TaskState end) throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask task = yard.submit(behaviour);
            if (end == TaskState.CANCELLED) {
                yard.awaitThirdEpoch(task);
                yard.tasks.cancel(task.taskId());
            }
            assertThat(yard.awaitEnd(task).status()).isEqualTo(end);
            await().until(() -> checkpoints().equals(best(task)) && records().isEmpty());
        }
    }

    @Test
    void soDoesOneThatIsCancelledWhileItWaitsForItsNextAttempt() throws IOException {
        TrainingTask task = interrupted();
        try (Yard yard = new Yard(root, Yard.PATIENT)) {
            assertThat(records()).hasSize(1);
            assertThat(yard.tasks.cancel(task.taskId()).status()).isEqualTo(TaskState.CANCELLED);
            assertThat(checkpoints()).isEqualTo(best(task));
            assertThat(records()).isEmpty();
        }
    }

    @Test
    void aStartDeletesTheCheckpointsOfTasksThatHaveEndedAndThoseAlone() throws IOException {
        TrainingTask task = interrupted();
        String prefix = task.filenamePrefix();
        List<String> kept = checkpoints();
        try (Yard yard = new Yard(root, Yard.PATIENT)) {
            assertThat(checkpoints()).isEqualTo(kept).hasSize(3);
            yard.database.change(transaction -> transaction.execute(
                    "UPDATE tasks SET status = 'failed', error_code = 'internal', error = 'x', end_time = created_at"));
        }
        try (Yard yard = new Yard(root, Yard.PATIENT)) {
            assertThat(yard.tasks.require(task.taskId()).status()).isEqualTo(TaskState.FAILED);
            assertThat(checkpoints()).containsExactly(prefix + "_checkpoint_best.pth");
            assertThat(records()).isEmpty();
        }
    }

    /** A task that a server put back into the queue with two checkpoints. */
    private TrainingTask interrupted() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask task = yard.submit("wait");
            yard.awaitThirdEpoch(task);
            await().atMost(Duration.ofSeconds(30)).until(() -> checkpoints().size() == 3);
            return task;
        }
    }
}
