package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client that writes down whatever it asks and hears. Thread-safe. */
final class Client {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI base;
    private final Supplier<String> token;
    private final History history;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param token asked for anew with every request, since every start of a server makes another one */
    Client(URI base, Supplier<String> token, History history) {
        this.base = base;
        this.token = token;
        this.history = history;
    }

    /** What the server said; status 0 when it said nothing, so that nobody knows whether the request was carried out. */
    record Reply(int status, Map<String, Object> body) {
        boolean isUnknown() {
            return status == 0;
        }

        String code() {
            return String.valueOf(body.get("code"));
        }
    }

    Reply get(String path) {
        return send("GET", path, null, Map.of());
    }

    Reply post(String path, Map<String, Object> body) {
        return send("POST", path, body, Map.of());
    }

    /** One try to submit a task. */
    Reply submit(Map<String, Object> request, String key) {
        Reply reply = send("POST", "/api/v1/tasks", request, Map.of("Idempotency-Key", key));
        if (reply.status == 202) {
            history.acknowledge(key, request, reply.body);
        }
        return reply;
    }

    /** Submits a task and has to succeed at once. */
    String submit(Map<String, Object> request) {
        Reply reply = submit(request, UUID.randomUUID().toString());
        assertThat(reply.status).as("submit: %s", reply).isEqualTo(202);
        return String.valueOf(reply.body.get("task_id"));
    }

    /** Submits a task, again and again with the same key while nobody answers or the server asks for patience. */
    String submitInTheEnd(Map<String, Object> request) {
        String key = UUID.randomUUID().toString();
        Reply taken = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> submit(request, key), reply -> reply.status == 202 || isRefusal(reply));
        assertThat(taken.status).as("submit: %s", taken).isEqualTo(202);
        return String.valueOf(taken.body.get("task_id"));
    }

    private static boolean isRefusal(Reply reply) {
        return reply.status >= 400 && reply.status < 500 && reply.status != 429;
    }

    Reply cancel(String taskId) {
        return post("/api/v1/tasks/" + taskId + "/cancel", Map.of());
    }

    Reply retry(String taskId) {
        String key = UUID.randomUUID().toString();
        Reply reply = send("POST", "/api/v1/tasks/" + taskId + "/retry", Map.of(), Map.of("Idempotency-Key", key));
        if (reply.status == 202) {
            history.acknowledge(key, Map.of("retry", taskId), reply.body);
        }
        return reply;
    }

    /** The task; empty when the server does not answer now. A task that does not exist is an error. */
    Optional<Map<String, Object>> task(String taskId) {
        Reply reply = get("/api/v1/tasks/" + taskId);
        assertThat(reply.status).as("acknowledged task %s", taskId).isNotEqualTo(404);
        return reply.status == 200 ? Optional.of(reply.body) : Optional.empty();
    }

    Map<String, Object> awaitTask(String taskId, String what, Predicate<Map<String, Object>> wanted) {
        return await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> task(taskId), task -> task.filter(wanted).isPresent())
                .orElseThrow();
    }

    Map<String, Object> awaitEnd(String taskId) {
        return awaitTask(taskId, "the end of task " + taskId, Client::isEnded);
    }

    /** Waits for a task that a worker process works on, at least {@code percent} of it done. */
    Map<String, Object> awaitWork(String taskId, double percent) {
        return awaitTask(
                taskId,
                "task " + taskId + " at work",
                task -> "running".equals(task.get("status"))
                        && task.get("process_id") != null
                        && ((Number) task.getOrDefault("progress", 0)).doubleValue() >= percent);
    }

    static boolean isEnded(Map<String, Object> task) {
        return List.of("completed", "failed", "cancelled").contains(String.valueOf(task.get("status")));
    }

    static long processId(Map<String, Object> task) {
        return task.get("process_id") instanceof Number pid ? pid.longValue() : -1;
    }

    /** Every task there is, page by page. */
    List<Map<String, Object>> list() {
        List<Map<String, Object>> all = new ArrayList<>();
        String cursor = "";
        while (true) {
            Reply page = get("/api/v1/tasks?limit=500" + cursor);
            assertThat(page.status).as("list: %s", page).isEqualTo(200);
            for (Object item : (List<?>) page.body.getOrDefault("items", List.of())) {
                all.add(Json.toMap(item));
            }
            Object next = page.body.get("next_cursor");
            if (next == null) {
                return all;
            }
            cursor = "&cursor=" + next;
        }
    }

    /** Waits until every acknowledged task has ended. */
    void awaitAllEnded() {
        for (History.Acknowledged task : history.acknowledged()) {
            awaitEnd(task.taskId());
        }
    }

    private Reply send(String method, String path, @Nullable Map<String, Object> body, Map<String, String> headers) {
        long sent = System.nanoTime();
        Reply reply;
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token.get());
            headers.forEach(request::header);
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
            }
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            reply = new Reply(
                    answer.statusCode(), answer.body().startsWith("{") ? Json.readObject(answer.body()) : Map.of());
        } catch (IOException e) {
            reply = new Reply(0, Map.of("detail", e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        write(method, path, body, sent, reply);
        return reply;
    }

    private void write(String method, String path, @Nullable Map<String, Object> body, long sentNanos, Reply reply) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("request", method + " " + path);
        line.put("body", body == null ? Map.of() : body);
        line.put("took_ms", (System.nanoTime() - sentNanos) / 1_000_000);
        line.put("status", reply.status);
        line.put("answer", reply.body);
        history.note("call", line);
        if (reply.body.containsKey("task_id") && reply.status < 300) {
            history.observe(reply.body, sentNanos);
        }
        if (reply.body.get("items") instanceof List<?> items && path.startsWith("/api/v1/tasks")) {
            items.forEach(item -> history.observe(Json.toMap(item), sentNanos));
        }
    }
}
