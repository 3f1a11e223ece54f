package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the progress and log events of tasks that ended long ago, so that the table of events does not grow without
 * bound. What became of a task is never forgotten.
 */
final class Chatter {
    private static final Logger LOG = LoggerFactory.getLogger(Chatter.class);
    private static final int AT_ONCE = 2_000;

    private final Database database;
    private final Clock clock;
    private final int days;

    Chatter(Database database, Clock clock, int days) {
        this.database = database;
        this.clock = clock;
        this.days = days;
    }

    /** @return how many events are gone */
    int forget() {
        // one day more than asked: dates of different offsets are compared as texts
        String before = LocalDate.now(clock).minusDays(days + 1L).toString();
        int forgotten = 0;
        List<Long> old = old(before);
        while (!old.isEmpty() && !Thread.currentThread().isInterrupted()) {
            List<Long> some = old;
            forgotten += database.write(transaction -> transaction
                    .createUpdate("DELETE FROM events WHERE seq IN (<seqs>)")
                    .bindList("seqs", some)
                    .execute());
            old = old(before);
        }
        if (forgotten > 0) {
            LOG.info("forgot {} progress and log events of tasks that ended before {}", forgotten, before);
        }
        return forgotten;
    }

    private List<Long> old(String before) {
        return database.read(
                handle -> handle.createQuery("SELECT e.seq FROM tasks t JOIN events e ON e.task_id = t.task_id"
                                + " WHERE t.end_time IS NOT NULL AND t.end_time < :before"
                                + " AND e.event IN ('training_progress', 'training_log') LIMIT " + AT_ONCE)
                        .bind("before", before)
                        .mapTo(Long.class)
                        .list());
    }
}
