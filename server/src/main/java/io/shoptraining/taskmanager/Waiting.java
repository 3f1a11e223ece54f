package io.shoptraining.taskmanager;

import io.shoptraining.taskmanager.Durations.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Where the tasks of the queue stand and how long they will wait; one look at the queue, however many are asked for. */
final class Waiting {
    private final Durations durations;
    private final int workers;

    Waiting(Durations durations, int workers) {
        this.durations = durations;
        this.workers = workers;
    }

    private record Waiter(long seq, int position, Kind kind) {}

    private record Share(Kind kind, int tasks) {}

    /** The places of the tasks with these numbers; those that do not wait have none. */
    Map<Long, Place> places(Handle handle, Collection<Long> seqs) {
        if (seqs.isEmpty()) {
            return Map.of();
        }
        List<Waiter> waiters = handle.createQuery(
                        "SELECT seq, position, model_type, training_mode, epochs FROM (SELECT seq,"
                                + " model_type, training_mode, epochs, row_number() OVER (ORDER BY priority DESC, seq) AS position"
                                + " FROM tasks INDEXED BY tasks_waiting WHERE status = 'pending') WHERE seq IN (<seqs>)")
                .bindList("seqs", new ArrayList<>(seqs))
                .map((row, context) -> new Waiter(
                        row.getLong("seq"),
                        row.getInt("position"),
                        new Kind(row.getString("model_type"), row.getString("training_mode"), row.getInt("epochs"))))
                .list();
        Map<Long, Place> places = new HashMap<>();
        if (!waiters.isEmpty()) {
            double perPlace = secondsPerPlace(handle);
            double running = secondsOfRunning(handle);
            waiters.forEach(waiter ->
                    places.put(waiter.seq(), new Place(waiter.position(), eta(handle, waiter, perPlace, running))));
        }
        return places;
    }

    /** How many tasks wait at this priority and above: the place of the last of them. */
    int lastPosition(Handle handle, int priority) {
        return handle.createQuery("SELECT coalesce(sum(tasks), 0) FROM queue_lengths WHERE priority >= :priority")
                .bind("priority", priority)
                .mapTo(Integer.class)
                .one();
    }

    /** The place of one task that waits among others; those before it are counted, so that it is for early ones. */
    int position(Handle handle, int priority, long seq) {
        return 1
                + handle.createQuery(
                                "SELECT (SELECT coalesce(sum(tasks), 0) FROM queue_lengths WHERE priority > :priority)"
                                        + " + (SELECT count(*) FROM tasks INDEXED BY tasks_waiting WHERE status = 'pending' AND priority = :priority"
                                        + " AND seq < :seq)")
                        .bind("priority", priority)
                        .bind("seq", seq)
                        .mapTo(Integer.class)
                        .one();
    }

    private @Nullable Double eta(Handle handle, Waiter waiter, double perPlace, double running) {
        OptionalDouble own = durations.median(handle, waiter.kind());
        if (own.isEmpty()) {
            return null;
        }
        double ahead = running + perPlace * (waiter.position() - 1);
        return Math.round((ahead / workers + own.getAsDouble()) * 10) / 10.0;
    }

    /** The mean over the whole queue: who exactly stands before whom would take longer to find out than it is worth. */
    private double secondsPerPlace(Handle handle) {
        List<Share> shares = handle.createQuery(
                        "SELECT model_type, training_mode, epochs, count(*) AS tasks FROM tasks INDEXED BY tasks_waiting"
                                + " WHERE status = 'pending' GROUP BY model_type, training_mode, epochs")
                .map((row, context) -> new Share(
                        new Kind(row.getString("model_type"), row.getString("training_mode"), row.getInt("epochs")),
                        row.getInt("tasks")))
                .list();
        double seconds = 0;
        int known = 0;
        for (Share share : shares) {
            OptionalDouble median = durations.median(handle, share.kind());
            if (median.isPresent()) {
                seconds += share.tasks() * median.getAsDouble();
                known += share.tasks();
            }
        }
        return known == 0 ? 0 : seconds / known;
    }

    private static double secondsOfRunning(Handle handle) {
        return handle.createQuery("SELECT coalesce(sum(eta_seconds), 0.0) FROM tasks WHERE status = 'running'")
                .mapTo(Double.class)
                .one();
    }
}
