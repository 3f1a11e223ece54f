package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceTest {
    private static final Progress HALF = new Progress(Stage.TRAINING, 50, 1, 2, 1.0, 1.0, 1, null, "epoch 1");

    @TempDir
    Path directory;

    private Database database;
    private EventHub events;
    private TaskStore store;

    @BeforeEach
    void open() {
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        database = Database.open(directory.resolve("a.db"));
        events = new EventHub(database, clock);
        store = new TaskStore(database, new ModelIndex(database, clock), events, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aLateWriteOfAnOldAttemptIsRefusedAndLeavesNoTrace() {
        TrainingTask task = submit(0);
        int old = store.claim().orElseThrow().attempt();
        assertThat(store.requeue(task.taskId(), old, true, "lost")).isTrue();
        int current = store.claim().orElseThrow().attempt();
        assertThat(current).isEqualTo(old + 1);
        TrainingTask before = store.find(task.taskId()).orElseThrow();
        long events = this.events.lastSeq();

        assertThat(store.progress(task.taskId(), old, HALF)).isFalse();
        assertThat(store.log(task.taskId(), old, "INFO", "late", 1)).isFalse();
        assertThat(store.checkpointed(task.taskId(), old, 9, "ab")).isFalse();
        assertThat(store.working(task.taskId(), old, 1, "then")).isFalse();
        assertThat(store.failed(task.taskId(), old, ErrorCode.INTERNAL, "late")).isFalse();
        assertThat(store.requeue(task.taskId(), old, true, "late")).isFalse();
        assertThat(store.cancelled(task.taskId(), old)).isFalse();

        assertThat(store.find(task.taskId())).contains(before);
        assertThat(this.events.lastSeq()).isEqualTo(events);
        assertThat(store.progress(task.taskId(), current, HALF)).isTrue();
    }

    @Test
    void aTerminalTaskTakesNoFurtherWrite() {
        TrainingTask task = submit(0);
        int attempt = store.claim().orElseThrow().attempt();
        assertThat(store.failed(task.taskId(), attempt, ErrorCode.DATA_REFUSED, "no"))
                .isTrue();
        long last = events.lastSeq();

        assertThat(store.log(task.taskId(), attempt, "INFO", "late", 1)).isFalse();
        assertThat(store.progress(task.taskId(), attempt, HALF)).isFalse();
        assertThat(store.requeue(task.taskId(), attempt, true, "late")).isFalse();
        assertThat(store.failed(task.taskId(), attempt, ErrorCode.INTERNAL, "again"))
                .isFalse();
        assertThat(events.lastSeq()).isEqualTo(last);
        assertThat(store.find(task.taskId()).orElseThrow().status()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void theHighestPriorityIsClaimedFirstAndThenTheOldest() {
        String first = submit(0).taskId();
        String second = submit(0).taskId();
        String urgent = submit(5).taskId();

        assertThat(List.of(urgent, first, second))
                .allSatisfy(taskId ->
                        assertThat(store.claim().orElseThrow().taskId()).isEqualTo(taskId));
        assertThat(store.claim()).isEmpty();
    }

    private TrainingTask submit(int priority) {
        TrainingSpec spec = new TrainingSpec(SeriesScope.product("P001", Ids.all()), "toy", Map.of(), 2, 14, 56, 4, 42);
        return store.insert(
                "task-" + priority + "-" + events.lastSeq(),
                spec,
                Map.of("priority", priority, "snapshot_id", "s1", "request", "{}"),
                0);
    }
}
