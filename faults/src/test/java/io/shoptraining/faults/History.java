package io.shoptraining.faults;

import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that was asked, answered, seen and done to the server, in the order in which it was written down. */
final class History implements AutoCloseable {
    private final long beginNanos = System.nanoTime();
    private final Writer file;
    private final List<Observation> observations = new ArrayList<>();
    private final Map<String, Acknowledged> acknowledged = new TreeMap<>();
    private final Map<String, Set<String>> tasksByKey = new TreeMap<>();

    History(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /** The state in which somebody saw a task, and between which moments that must have been so. */
    record Observation(String taskId, String status, int attempt, long fromNanos, long untilNanos) {}

    /** A task that the server promised to work on. */
    record Acknowledged(String taskId, String prefix, Map<String, Object> request) {}

    synchronized void note(String kind, Map<String, ?> what) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at_ms", (System.nanoTime() - beginNanos) / 1_000_000);
        line.put("kind", kind);
        line.putAll(what);
        try {
            file.write(Json.write(line));
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void fault(String what) {
        note("fault", Map.of("what", what));
    }

    synchronized void acknowledge(String key, Map<String, Object> request, Map<String, Object> task) {
        String id = String.valueOf(task.get("task_id"));
        acknowledged.put(id, new Acknowledged(id, String.valueOf(task.get("filename_prefix")), request));
        tasksByKey.computeIfAbsent(key, name -> new TreeSet<>()).add(id);
    }

    synchronized void observe(Map<String, Object> task, long fromNanos) {
        Object attempt = task.getOrDefault("attempt", 0);
        observations.add(new Observation(
                String.valueOf(task.get("task_id")),
                String.valueOf(task.get("status")),
                attempt instanceof Number number ? number.intValue() : 0,
                fromNanos,
                System.nanoTime()));
    }

    synchronized List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged.values());
    }

    synchronized List<Observation> observations() {
        return List.copyOf(observations);
    }

    /** Which tasks each idempotency key was answered with: never more than one. */
    synchronized Map<String, Set<String>> tasksByKey() {
        return new TreeMap<>(tasksByKey);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
