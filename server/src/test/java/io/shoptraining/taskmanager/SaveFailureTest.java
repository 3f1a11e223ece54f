package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.events.Event;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a trained model when the store cannot be written for a while. */
class SaveFailureTest {
    @TempDir
    Path root;

    @Test
    void aSaveThatFailsIsFinishedWhileTheServerRunsOnceItCanBe() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask task = yard.submit("train");
            Path block = block(task);
            TrainingTask waiting = await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> yard.tasks.require(task.taskId()),
                            now -> now.message().startsWith("could not be saved"));
            assertThat(waiting.status()).isEqualTo(TaskState.RUNNING);
            assertThat(yard.tasks.isAtWork(task.taskId())).isFalse();
            assertThat(root.resolve("saved_models/" + task.filenamePrefix() + "_model.pth"))
                    .doesNotExist();

            Files.delete(block);
            TrainingTask done = yard.awaitEnd(task);

            assertThat(done.status()).isEqualTo(TaskState.COMPLETED);
            assertThat(done.attempt()).isEqualTo(1);
            assertThat(yard.registry.verify(task.filenamePrefix())).isEmpty();
            assertThat(yard.eventsOf(task).stream()
                            .filter(event -> event.event().equals(Event.TRAINING_COMPLETED)))
                    .hasSize(1);
        }
    }

    @Test
    void otherTasksAreWorkedOnMeanwhile() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask stuck = yard.submit("train");
            TrainingTask second = yard.submit("train");
            block(stuck);
            block(second);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> yard.tasks.require(stuck.taskId()).message().startsWith("could not be saved")
                            && yard.tasks.require(second.taskId()).message().startsWith("could not be saved"));

            assertThat(yard.awaitEnd(yard.submit("nothing")).status()).isEqualTo(TaskState.FAILED);
        }
    }

    @Test
    void aModelThatWasTamperedWithWhileItWaitedIsTrainedAgain() throws IOException {
        try (Yard yard = Yard.started(root, Yard.PATIENT)) {
            TrainingTask task = yard.submit("train");
            Path block = block(task);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> yard.tasks.require(task.taskId()).message().startsWith("could not be saved"));
            Files.writeString(
                    root.resolve("saved_models/.store/attempts/" + task.taskId() + ".1/" + task.filenamePrefix()
                            + "_model.pth"),
                    "weights 16");
            Files.delete(block);

            TrainingTask done = yard.awaitEnd(task);

            assertThat(done.status()).isEqualTo(TaskState.COMPLETED);
            assertThat(done.attempt()).isEqualTo(2);
            assertThat(root.resolve("saved_models/" + task.filenamePrefix() + "_model.pth"))
                    .content()
                    .isEqualTo("weights 15");
        }
    }

    /**
     * Something in the place of the file that commits the model, before a worker has had the time to start: neither can it
     * be read nor written.
     */
    private Path block(TrainingTask task) throws IOException {
        return Files.createDirectory(root.resolve("saved_models/" + task.filenamePrefix() + "_metadata.json"));
    }
}
