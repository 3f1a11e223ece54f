package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.Provenance;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.task.TaskOptions;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskQueue.Claim;
import io.shoptraining.taskmanager.TaskQueue.NewTask;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The queue and its tables without workers, files or threads, and with a clock that the test moves. */
final class Desk implements AutoCloseable {
    final Database database;
    final EventHub events;
    final ModelIndex index;
    final TaskStore store;
    final TaskQueue queue;
    final TaskList tasks;
    final Hands clock = new Hands();

    Desk(Path file) {
        database = Database.open(file);
        events = new EventHub(database, clock);
        index = new ModelIndex(database, clock);
        Durations durations = new Durations();
        Waiting waiting = new Waiting(durations, 2);
        TaskTable table = new TaskTable(events, waiting, clock);
        store = new TaskStore(database, index, events, table, durations);
        queue = new TaskQueue(events, index, table, durations);
        tasks = new TaskList(database, waiting);
    }

    TrainingTask submit(int priority) {
        return submit("P001", priority, null);
    }

    TrainingTask submit(String product, int priority, @Nullable String batchId) {
        return queue.insert(task(product, priority, batchId, "{}"), Submission.local());
    }

    static NewTask task(String product, int priority, @Nullable String batchId, String request) {
        TrainingSpec spec =
                new TrainingSpec(SeriesScope.product(product, Ids.all()), "toy", Map.of(), 2, 14, 56, 4, 42);
        TaskOptions options = new TaskOptions(priority, batchId, null, null);
        return new NewTask(UUID.randomUUID().toString(), spec, options, "s1", request, 0);
    }

    Optional<Claim> next() {
        return queue.claim(1, "then");
    }

    Claim claim() {
        return next().orElseThrow();
    }

    /** As if a worker had finished and all files were in place. */
    boolean complete(Claim claim, double seconds) {
        return write(transaction -> store.completed(transaction, metadata(claim), seconds));
    }

    boolean write(Predicate<Handle> work) {
        return store.write(work);
    }

    static ModelMetadata metadata(Claim claim) {
        return new ModelMetadata(
                ModelMetadata.FORMAT,
                claim.prefix(),
                claim.spec().key().identifier(),
                claim.version(),
                claim.taskId(),
                claim.attempt(),
                Map.of(),
                new Metrics(Map.of("r2", 0.5), Map.of()),
                "accepted",
                "good",
                Map.of(),
                List.of(),
                List.of(),
                new Provenance("s1", "ab".repeat(32), "toy", "17", "test"),
                "2026-01-01T00:00:00Z");
    }

    @Override
    public void close() {
        database.close();
    }

    /** A clock that stands still until it is told to move. */
    static final class Hands extends Clock {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
