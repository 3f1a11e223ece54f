package io.shoptraining.events;

import io.shoptraining.database.Database;
import io.shoptraining.json.Json;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Stores events in the transaction of the change that they tell of, and hands them to subscribers once that is
 * committed, in the order of {@code seq}. A subscriber that joins later asks {@link #since}.
 */
public final class EventHub implements AutoCloseable {
    /** The most events of one answer of {@link #since}. */
    public static final int PAGE = 1_000;

    private static final String INSERT =
            "INSERT INTO events (ts, task_id, event, payload) VALUES (:ts, :task, :event, :payload) RETURNING seq";

    private final Database database;
    private final Clock clock;
    private final Delivery delivery;

    /** What the transaction under way has told so far; there is only ever one such transaction. */
    private @Nullable List<Event> told;

    public EventHub(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.delivery = new Delivery(seq -> since(seq, null), lastSeq());
    }

    /** Runs {@code work} as one transaction; the events that it appends are handed out once it is on disk. */
    public <T> T write(Function<Handle, T> work) {
        List<Event> events = new ArrayList<>();
        return database.write(transaction -> telling(events, work, transaction), () -> delivery.hand(events));
    }

    private <T> T telling(List<Event> events, Function<Handle, T> work, Handle transaction) {
        told = events;
        try {
            return work.apply(transaction);
        } finally {
            told = null;
        }
    }

    /**
     * Stores an event as part of the caller's transaction, best that of {@link #write}. In any other transaction it is
     * handed out with the next event.
     */
    public void append(Handle transaction, String event, @Nullable String taskId, Map<String, Object> payload) {
        String ts = OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
        long seq = transaction
                .createQuery(INSERT)
                .bind("ts", ts)
                .bind("task", taskId)
                .bind("event", event)
                .bind("payload", Json.write(payload))
                .mapTo(Long.class)
                .one();
        if (told != null) {
            told.add(new Event(seq, event, ts, taskId, payload));
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
     * Calls {@code subscriber} with every event from now on, one at a time, on a thread of the hub: it must be quick,
     * since all subscribers wait for each other. Closing the result ends it.
     */
    public Subscription subscribe(Consumer<Event> subscriber) {
        return delivery.subscribe(subscriber);
    }

    /** Ends delivery, after what was committed until now. */
    @Override
    public void close() {
        delivery.close();
    }

    /** The membership of a subscriber. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
