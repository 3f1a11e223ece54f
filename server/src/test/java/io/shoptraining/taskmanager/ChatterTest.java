package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.events.Event;
import io.shoptraining.taskmanager.TaskQueue.NewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatterTest {
    private static final int DAYS = 30;

    @TempDir
    Path directory;

    private Desk desk;
    private Chatter chatter;

    @BeforeEach
    void open() {
        desk = new Desk(directory.resolve("a.db"));
        chatter = new Chatter(desk.database, directory, desk.clock, DAYS);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /** Tasks that ended on a day, each with events to be forgotten. */
    private List<String> ended(int count, String batch, String day, int events) {
        List<NewTask> tasks = IntStream.range(0, count)
                .mapToObj(i -> Desk.task("P001", 0, batch, "{}"))
                .toList();
        desk.queue.insertBatch(batch, tasks, "{}", Submission.local());
        List<String> ids = tasks.stream().map(NewTask::taskId).toList();
        desk.write(transaction -> {
            for (String id : ids) {
                for (int i = 0; i < events; i++) {
                    desk.events.append(transaction, Event.TRAINING_PROGRESS, id, Map.of());
                    desk.events.append(transaction, Event.TRAINING_LOG, id, Map.of());
                }
            }
            transaction.execute(
                    "UPDATE tasks SET status = 'failed', error_code = 'internal', error = 'x', end_time = ?"
                            + " WHERE batch_id = ?",
                    day + "T00:00:00Z",
                    batch);
            return true;
        });
        return ids;
    }

    private long events(String kind) {
        return desk.database.read(handle -> handle.createQuery("SELECT count(*) FROM events WHERE event = :kind")
                .bind("kind", kind)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void whatTasksSaidThatEndedLongAgoIsForgottenAndWhatBecameOfThemIsNot() {
        ended(450, "many", "2026-01-01", 4);
        ended(1, "much", "2026-01-01", 3_000);
        ended(3, "new", "2026-02-01", 1);
        desk.submit(0);
        desk.clock.forward(Duration.ofDays(DAYS + 3));

        assertThat(chatter.forget()).isEqualTo(2 * (450 * 4 + 3_000));
        assertThat(events(Event.TRAINING_PROGRESS)).isEqualTo(3);
        assertThat(events(Event.TRAINING_LOG)).isEqualTo(3);
        assertThat(events(Event.TRAINING_UPDATE)).isEqualTo(450 + 1 + 3 + 1);
        assertThat(chatter.forget()).isZero();
    }

    @Test
    void theirLogFilesGoWithThem() throws IOException {
        List<Path> logs = new ArrayList<>();
        logs.add(directory.resolve(ended(1, "old", "2026-01-01", 0).get(0) + ".log"));
        logs.add(directory.resolve(ended(1, "new", "2026-02-01", 0).get(0) + ".log"));
        logs.add(directory.resolve(desk.submit(0).taskId() + ".log"));
        logs.add(directory.resolve("worker_crash_7.log"));
        for (Path log : logs) {
            Files.writeString(log, "x");
        }
        desk.clock.forward(Duration.ofDays(DAYS + 3));
        chatter.forget();
        assertThat(logs.get(0)).doesNotExist();
        assertThat(logs.subList(1, 4)).allMatch(Files::exists);
    }
}
