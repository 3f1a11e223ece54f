package io.shoptraining.events;

import io.shoptraining.database.Database;
import io.shoptraining.json.Json;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores events in the transaction of the change that they tell of, and hands them to subscribers once that is
 * committed, in the order of {@code seq}. A subscriber that joins later asks {@link #since}.
 */
public final class EventHub {
    /** The most events of one answer of {@link #since}. */
    public static final int PAGE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    private final Database database;
    private final Clock clock;
    private final List<Consumer<Event>> subscribers = new CopyOnWriteArrayList<>();
    private final ReentrantLock delivering = new ReentrantLock();
    private long delivered;

    public EventHub(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.delivered = lastSeq();
    }

    /** Stores an event as part of the caller's transaction; {@link #deliver} follows the commit. */
    public void append(Handle transaction, String event, @Nullable String taskId, Map<String, Object> payload) {
        transaction
                .createUpdate("INSERT INTO events (ts, task_id, event, payload) VALUES (:ts, :task, :event, :payload)")
                .bind(
                        "ts",
                        OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString())
                .bind("task", taskId)
                .bind("event", event)
                .bind("payload", Json.write(payload))
                .execute();
    }

    /** Hands every committed event that was not handed out yet to the subscribers. */
    public void deliver() {
        delivering.lock();
        try {
            List<Event> page;
            do {
                page = since(delivered, null);
                for (Event event : page) {
                    subscribers.forEach(subscriber -> tell(subscriber, event));
                    delivered = event.seq();
                }
            } while (page.size() == PAGE);
        } finally {
            delivering.unlock();
        }
    }

    /**
     * The stored events after {@code seq}, at most {@link #PAGE} of them, in order.
     *
     * @param taskId only those of this task; null for all
     */
    public List<Event> since(long seq, @Nullable String taskId) {
        return since(seq, taskId, PAGE);
    }

    /** {@link #since(long, String)} with at most {@code limit} events. */
    public List<Event> since(long seq, @Nullable String taskId, int limit) {
        String ofTask = taskId == null ? "" : " AND task_id = :task";
        return database.read(handle -> {
            Query query = handle.createQuery("SELECT seq, event, ts, task_id, payload FROM events WHERE seq > :seq"
                            + ofTask + " ORDER BY seq LIMIT :limit")
                    .bind("limit", limit)
                    .bind("seq", seq);
            if (taskId != null) {
                query.bind("task", taskId);
            }
            return query.map((row, context) -> new Event(
                            row.getLong("seq"),
                            row.getString("event"),
                            row.getString("ts"),
                            row.getString("task_id"),
                            Json.readObject(row.getString("payload"))))
                    .list();
        });
    }

    /** The number of the newest stored event; 0 before the first. */
    public long lastSeq() {
        return database.read(handle -> handle.createQuery("SELECT coalesce(max(seq), 0) FROM events")
                .mapTo(Long.class)
                .one());
    }

    /**
     * Calls {@code subscriber} with every event from now on, one at a time, on the thread that made it happen: it must
     * be quick and must not call back. Closing the result ends it.
     */
    public Subscription subscribe(Consumer<Event> subscriber) {
        delivering.lock();
        try {
            subscribers.add(subscriber);
        } finally {
            delivering.unlock();
        }
        return () -> subscribers.remove(subscriber);
    }

    private static void tell(Consumer<Event> subscriber, Event event) {
        try {
            subscriber.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("a subscriber failed on event {}", event.seq(), e);
        }
    }

    /** The membership of a subscriber. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
