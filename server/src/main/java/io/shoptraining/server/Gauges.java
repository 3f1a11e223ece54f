package io.shoptraining.server;

import io.shoptraining.api.Meters;
import io.shoptraining.events.Event;
import io.shoptraining.task.TaskState;
import io.shoptraining.workerpool.PoolStatus;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What of a running server is measured. */
final class Gauges {
    private static final long FRESH_NANOS = 1_000_000_000;

    private Gauges() {}

    static void show(Server server, Meters meters) {
        Counts counts = new Counts(server);
        for (TaskState state : TaskState.values()) {
            meters.gauge(
                    "shoptraining.tasks",
                    "Tasks by state; pending is the depth of the queue",
                    () -> counts.now().getOrDefault(state, 0),
                    "status",
                    state.word());
        }
        pool(server, meters, "idle", PoolStatus::idle);
        pool(server, meters, "starting", PoolStatus::starting);
        pool(server, meters, "busy", PoolStatus::busy);
        Map<String, ToLongFunction<PoolStatus>> since = Map.of(
                "started", PoolStatus::started,
                "recycled", PoolStatus::recycled,
                "killed", PoolStatus::killed,
                "lost", PoolStatus::lost);
        since.forEach((what, number) -> meters.counter(
                "shoptraining.worker.processes",
                "Worker processes since the start, by what became of them",
                () -> number.applyAsLong(server.pool().status()),
                "event",
                what));
        meters.gauge(
                "shoptraining.event.clients",
                "Clients that follow events now",
                () -> server.streams().clients());
        server.events().subscribe(event -> count(event, meters));
    }

    private static void pool(Server server, Meters meters, String state, ToLongFunction<PoolStatus> number) {
        meters.gauge(
                "shoptraining.workers",
                "Worker processes by what they do",
                () -> number.applyAsLong(server.pool().status()),
                "state",
                state);
    }

    private static void count(Event event, Meters meters) {
        Map<String, Object> payload = event.payload();
        if (event.event().equals(Event.TRAINING_UPDATE)
                && List.of("completed", "failed", "cancelled").contains(String.valueOf(payload.get("status")))) {
            meters.count(
                    "shoptraining.task.outcomes",
                    "Tasks that ended since the start",
                    "status",
                    String.valueOf(payload.get("status")),
                    "reason",
                    reason(payload));
        }
    }

    private static String reason(Map<String, Object> payload) {
        Object code = payload.get("error_code");
        Object reason = code == null ? payload.get("verdict") : code;
        return reason == null ? "none" : String.valueOf(reason);
    }

    /** One look into the table serves all gauges of a scrape. */
    private static final class Counts {
        private final Server server;
        private Map<TaskState, Integer> counts = Map.of();
        private long askedNanos;

        Counts(Server server) {
            this.server = server;
        }

        synchronized Map<TaskState, Integer> now() {
            if (counts.isEmpty() || System.nanoTime() - askedNanos > FRESH_NANOS) {
                counts = server.tasks().reader().counts();
                askedNanos = System.nanoTime();
            }
            return counts;
        }
    }
}
