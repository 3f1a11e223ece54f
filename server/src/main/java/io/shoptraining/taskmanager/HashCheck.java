package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the files of every model with their hashes, in the background and once a day each: those that no longer match
 * are taken out of use. A forecast compares the model that it reads by itself.
 */
final class HashCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HashCheck.class);
    private static final Duration VALID = Duration.ofDays(1);
    private static final int PAGE = 100;

    private final Database database;
    private final ModelIndex index;
    private final ModelRegistry registry;
    private final Clock clock;

    HashCheck(Database database, ModelIndex index, ModelRegistry registry, Clock clock) {
        this.database = database;
        this.index = index;
        this.registry = registry;
        this.clock = clock;
    }

    private record Due(long id, String prefix) {}

    /** Checks what is due, until all is or the thread is interrupted. */
    void run() {
        long last = 0;
        List<Due> page;
        do {
            page = dueAfter(last);
            for (Due model : page) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                check(model.prefix());
                last = model.id();
            }
            if (!page.isEmpty() && !Thread.currentThread().isInterrupted()) {
                noteChecked(page);
            }
        } while (page.size() == PAGE);
    }

    private void check(String prefix) {
        try {
            List<Problem> problems = registry.verify(prefix);
            if (!problems.isEmpty()) {
                Recovery.markDamaged(index, prefix, problems);
            }
        } catch (ShopTrainingException e) {
            LOG.warn("{} cannot be checked now: {}", prefix, e.getMessage());
        }
    }

    private List<Due> dueAfter(long id) {
        long before = clock.millis() - VALID.toMillis();
        return database.read(handle -> handle.createQuery("SELECT id, filename_prefix FROM models"
                        + " WHERE status = 'completed' AND checked_millis < :before AND id > :id ORDER BY id LIMIT "
                        + PAGE)
                .bind("before", before)
                .bind("id", id)
                .map((row, context) -> new Due(row.getLong("id"), row.getString("filename_prefix")))
                .list());
    }

    private void noteChecked(List<Due> page) {
        database.change(transaction -> transaction
                .createUpdate("UPDATE models SET checked_millis = :now WHERE id IN (<ids>)")
                .bind("now", clock.millis())
                .bindList("ids", page.stream().map(Due::id).toList())
                .execute());
    }
}
