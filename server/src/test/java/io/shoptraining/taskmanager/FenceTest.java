package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceTest {
    private static final Progress HALF = new Progress(Stage.TRAINING, 50, 1, 2, 1.0, 1.0, 1, null, "epoch 1");

    @TempDir
    Path directory;

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(directory.resolve("a.db"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void aLateWriteOfAnOldAttemptIsRefusedAndLeavesNoTrace() {
        TrainingTask task = desk.submit(0);
        int old = desk.claim().attempt();
        assertThat(desk.write(h -> desk.store.requeueLost(h, task.taskId(), old, "lost", 1)))
                .isTrue();
        desk.clock.forward(Duration.ofSeconds(1));
        int current = desk.claim().attempt();
        assertThat(current).isEqualTo(old + 1);
        TrainingTask before = desk.tasks.find(task.taskId()).orElseThrow();
        long events = desk.events.lastSeq();

        assertThat(desk.store.progress(task.taskId(), old, HALF)).isFalse();
        assertThat(desk.store.log(task.taskId(), old, "INFO", "late")).isFalse();
        assertThat(desk.store.checkpointed(task.taskId(), old, 9, "ab")).isFalse();
        assertThat(desk.store.note(task.taskId(), old, "late")).isFalse();
        assertThat(desk.write(h -> desk.store.failed(h, task.taskId(), old, ErrorCode.INTERNAL, "late")))
                .isFalse();
        assertThat(desk.write(h -> desk.store.requeueLost(h, task.taskId(), old, "late", 1)))
                .isFalse();
        assertThat(desk.write(h -> desk.store.cancelled(h, task.taskId(), old))).isFalse();

        assertThat(desk.tasks.find(task.taskId())).contains(before);
        assertThat(desk.events.lastSeq()).isEqualTo(events);
        assertThat(desk.store.progress(task.taskId(), current, HALF)).isTrue();
    }

    @Test
    void aTerminalTaskTakesNoFurtherWrite() {
        TrainingTask task = desk.submit(0);
        int attempt = desk.claim().attempt();
        assertThat(desk.write(h -> desk.store.failed(h, task.taskId(), attempt, ErrorCode.DATA_REFUSED, "no")))
                .isTrue();
        long last = desk.events.lastSeq();

        assertThat(desk.store.log(task.taskId(), attempt, "INFO", "late")).isFalse();
        assertThat(desk.store.progress(task.taskId(), attempt, HALF)).isFalse();
        assertThat(desk.write(h -> desk.store.requeue(h, task.taskId(), attempt, "late", Duration.ZERO)))
                .isFalse();
        assertThat(desk.write(h -> desk.store.failed(h, task.taskId(), attempt, ErrorCode.INTERNAL, "again")))
                .isFalse();
        assertThat(desk.events.lastSeq()).isEqualTo(last);
        assertThat(desk.tasks.find(task.taskId()).orElseThrow().status()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void theHighestPriorityIsClaimedFirstAndThenTheOldest() {
        String first = desk.submit(0).taskId();
        String second = desk.submit(0).taskId();
        String urgent = desk.submit(5).taskId();

        assertThat(List.of(urgent, first, second))
                .allSatisfy(taskId -> assertThat(desk.claim().taskId()).isEqualTo(taskId));
        assertThat(desk.next()).isEmpty();
    }
}
