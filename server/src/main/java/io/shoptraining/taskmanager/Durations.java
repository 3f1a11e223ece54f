package io.shoptraining.taskmanager;

import io.shoptraining.task.TrainingTask;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;

/** How long trainings of a kind take, by the last of them that were completed. Thread-safe. */
final class Durations {
    private static final int REMEMBERED = 20;
    private static final int MOST_KINDS = 1_000;

    private final Map<Kind, Deque<Double>> last = new HashMap<>();

    /** What is alike enough to take equally long. */
    record Kind(String modelType, String trainingMode, int epochs) {
        static Kind of(TrainingTask task) {
            return new Kind(task.modelType(), task.trainingMode(), task.epochs());
        }
    }

    /** The median in seconds; empty while none was completed. */
    synchronized OptionalDouble median(Handle handle, Kind kind) {
        Deque<Double> seconds = last.get(kind);
        if (seconds == null) {
            if (last.size() >= MOST_KINDS) {
                last.clear(); // they are read again when they are asked for
            }
            seconds = new ArrayDeque<>(read(handle, kind));
            last.put(kind, seconds);
        }
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }

    synchronized void add(Kind kind, double seconds) {
        Deque<Double> known = last.get(kind);
        if (known != null) {
            known.addFirst(seconds);
            if (known.size() > REMEMBERED) {
                known.removeLast();
            }
        }
    }

    private static List<Double> read(Handle handle, Kind kind) {
        return handle.createQuery("SELECT run_seconds FROM tasks WHERE status = 'completed' AND model_type = :type"
                        + " AND training_mode = :mode AND epochs = :epochs AND run_seconds IS NOT NULL"
                        + " ORDER BY seq DESC LIMIT " + REMEMBERED)
                .bind("type", kind.modelType())
                .bind("mode", kind.trainingMode())
                .bind("epochs", kind.epochs())
                .mapTo(Double.class)
                .list();
    }
}
