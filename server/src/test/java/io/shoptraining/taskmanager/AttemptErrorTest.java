package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a task and to those who work on the queue when the server itself has an error. */
class AttemptErrorTest {
    @TempDir
    Path root;

    @Test
    void anErrorCostsNeitherTheTaskNorThoseWhoWorkOnTheQueue() throws IOException {
        BrokenTwice data = new BrokenTwice();
        try (Yard yard = new Yard(root, Yard.PATIENT, data, "io.shoptraining.server.ToyWorker")) {
            yard.tasks.start();
            TrainingTask first = yard.submit("noop");
            TrainingTask second = yard.submit("noop");

            assertThat(yard.awaitEnd(first).status()).isEqualTo(TaskState.COMPLETED);
            assertThat(yard.awaitEnd(second).status()).isEqualTo(TaskState.COMPLETED);
            assertThat(data.asked).hasValue(4);
        }
    }

    @Test
    void workersThatCannotStartAreNoFaultOfTheTask() throws IOException {
        try (Yard yard = new Yard(root, Yard.PATIENT, Yard.DATA, "no.such.Worker")) {
            yard.tasks.start();
            TrainingTask task = yard.submit("noop");
            TrainingTask waiting = await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> yard.tasks.require(task.taskId()),
                            now -> now.attempt() >= 2 && now.status() != TaskState.RUNNING);

            assertThat(waiting.status()).isEqualTo(TaskState.PENDING);
            assertThat(waiting.message()).contains("no.such.Worker").contains("waiting for another worker");
            assertThat(yard.database.<Integer>read(handle -> handle.createQuery("SELECT lost_workers FROM tasks")
                            .mapTo(Integer.class)
                            .one()))
                    .isZero();
        }
    }

    /** Sales that cannot be had the first two times: once for each dispatcher. */
    private static final class BrokenTwice implements TrainingData {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Optional<DataSnapshot> current() {
            return Yard.DATA.current();
        }

        @Override
        public DataSnapshot snapshot(String id) {
            if (asked.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("as if");
            }
            return Yard.DATA.snapshot(id);
        }

        @Override
        public int availableDays(DataSnapshot snapshot, TrainingSpec spec) {
            return Yard.DATA.availableDays(snapshot, spec);
        }
    }
}
