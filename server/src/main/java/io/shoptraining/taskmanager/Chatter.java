package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the progress and log events of tasks that ended long ago, and their log files, so that neither grows without
 * bound. What became of a task is never forgotten.
 */
final class Chatter {
    private static final Logger LOG = LoggerFactory.getLogger(Chatter.class);
    private static final int AT_ONCE = 2_000;
    private static final int TASKS_AT_ONCE = 200;

    private final Database database;
    private final Path logs;
    private final Clock clock;
    private final int days;

    Chatter(Database database, Path logs, Clock clock, int days) {
        this.database = database;
        this.logs = logs;
        this.clock = clock;
        this.days = days;
    }

    /** A task that has ended, in the order of its end. */
    private record Ended(String endTime, String taskId) {}

    /** @return how many events are gone */
    int forget() {
        // one day more than asked: dates of different offsets are compared as texts
        String before = LocalDate.now(clock).minusDays(days + 1L).toString();
        int forgotten = 0;
        Ended last = new Ended("", "");
        List<Ended> page = endedAfter(last, before);
        while (!page.isEmpty() && !Thread.currentThread().isInterrupted()) {
            last = page.get(page.size() - 1);
            List<String> tasks = page.stream().map(Ended::taskId).toList();
            forgotten += forget(tasks);
            tasks.forEach(this::deleteLog);
            page = endedAfter(last, before);
        }
        if (forgotten > 0) {
            LOG.info("forgot {} progress and log events of tasks that ended before {}", forgotten, before);
        }
        return forgotten;
    }

    private List<Ended> endedAfter(Ended last, String before) {
        return database.read(handle -> handle.createQuery("SELECT end_time, task_id FROM tasks"
                        + " WHERE end_time IS NOT NULL AND end_time < :before"
                        + " AND (end_time, task_id) > (:end, :task) ORDER BY end_time, task_id LIMIT " + TASKS_AT_ONCE)
                .bind("before", before)
                .bind("end", last.endTime())
                .bind("task", last.taskId())
                .map((row, context) -> new Ended(row.getString("end_time"), row.getString("task_id")))
                .list());
    }

    private void deleteLog(String taskId) {
        Path log = TaskLog.file(logs, taskId);
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            LOG.warn("the log {} cannot be deleted: {}", log, e.toString());
        }
    }

    private int forget(List<String> tasks) {
        int forgotten = 0;
        List<Long> old = old(tasks);
        while (!old.isEmpty()) {
            List<Long> some = old;
            forgotten += database.write(transaction -> transaction
                    .createUpdate("DELETE FROM events WHERE seq IN (<seqs>)")
                    .bindList("seqs", some)
                    .execute());
            old = some.size() < AT_ONCE || Thread.currentThread().isInterrupted() ? List.of() : old(tasks);
        }
        return forgotten;
    }

    /** The oldest first, so that what is left of a task's log is its end. */
    private List<Long> old(List<String> tasks) {
        return database.read(handle -> handle.createQuery("SELECT seq FROM events WHERE task_id IN (<tasks>)"
                        + " AND event IN ('training_progress', 'training_log') ORDER BY task_id, seq LIMIT " + AT_ONCE)
                .bindList("tasks", tasks)
                .mapTo(Long.class)
                .list());
    }
}
