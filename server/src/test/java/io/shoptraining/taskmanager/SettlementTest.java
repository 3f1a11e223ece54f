package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.index.ModelRow;
import io.shoptraining.index.VersionGate;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskQueue.Claim;
import io.shoptraining.taskmanager.TaskStore.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlementTest {
    @TempDir
    Path root;

    private Desk desk;
    private ModelRegistry registry;
    private Stages stages;
    private Settlement settlement;

    @BeforeEach
    void open() {
        desk = new Desk(root.resolve("a.db"));
        registry = ModelRegistry.open(root.resolve("saved_models"));
        stages = new Stages(registry);
        TaskSettings settings = new TaskSettings(2, 2, new VersionGate(0, false), root, Duration.ofSeconds(1), "test");
        Publisher publisher = new Publisher(settings, registry, desk.clock);
        settlement = new Settlement(desk.store, registry, publisher, stages);
    }

    @AfterEach
    void close() {
        stages.close();
        desk.close();
    }

    private TrainingTask settled(Interrupted task) {
        settlement.settle(task, "could not be saved", Duration.ofSeconds(10));
        return desk.tasks.require(task.taskId());
    }

    private Interrupted interrupted(Claim claim) {
        return desk.store.interrupted(claim.taskId(), claim.attempt()).orElseThrow();
    }

    @Test
    void aTaskThatIsCancelledWhileItIsSettledIsCancelled() {
        desk.submit(0);
        Claim claim = desk.claim();
        Interrupted seenBefore = interrupted(claim);
        desk.queue.cancel(claim.taskId(), owner -> true);

        assertThat(settled(seenBefore).status()).isEqualTo(TaskState.CANCELLED);
        assertThat(desk.index.require(claim.prefix()).status()).isEqualTo(ModelRow.CANCELLED);
    }

    @Test
    void whatASettledAttemptTookOfTheDiskIsFree() throws IOException {
        desk.submit(0);
        Claim claim = desk.claim();
        for (TaskState end : List.of(TaskState.PENDING, TaskState.CANCELLED)) {
            Path stage = registry.stage(claim.taskId(), claim.attempt());
            Files.writeString(stage.resolve("model.pth.part"), "large");
            if (end == TaskState.CANCELLED) {
                desk.queue.cancel(claim.taskId(), owner -> true);
            }
            assertThat(settled(interrupted(claim)).status()).isEqualTo(end);
            assertThat(stage).doesNotExist();
            desk.clock.forward(Duration.ofSeconds(10));
            claim = desk.next().orElse(claim);
        }
    }
}
