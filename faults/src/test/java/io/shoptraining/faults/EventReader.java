package io.shoptraining.faults;

import io.shoptraining.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the stream of events (SSE); after every break it goes on behind the last one it saw, as a browser does. */
final class EventReader implements AutoCloseable {
    private final URI base;
    private final Supplier<String> token;
    private final History history;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Seen> events = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable InputStream open;
    private int connections;

    EventReader(URI base, Supplier<String> token, History history) {
        this.base = base;
        this.token = token;
        this.history = history;
        this.thread = new Thread(this::run, "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** One event as it came. */
    record Seen(long seq, String event, String taskId, Map<String, Object> payload, long atNanos) {
        boolean isTerminal() {
            return event.equals("training_update") && Client.isEnded(payload);
        }
    }

    synchronized List<Seen> events() {
        return List.copyOf(events);
    }

    synchronized int count() {
        return events.size();
    }

    synchronized int connections() {
        return connections;
    }

    private synchronized long lastSeq() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).seq;
    }

    private void run() {
        while (!closed) {
            try {
                read();
            } catch (IOException e) {
                // the server is gone; the next one is waited for
            } catch (InterruptedException e) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/events?since=" + lastSeq()))
                .header("Authorization", "Bearer " + token.get())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", String.valueOf(lastSeq()))
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body();
                BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            if (answer.statusCode() != 200) {
                return;
            }
            open = body;
            synchronized (this) {
                connections++;
            }
            StringBuilder data = new StringBuilder();
            String line = in.readLine();
            while (line != null && !closed) {
                if (line.startsWith("data:")) {
                    data.append(line.substring("data:".length()).strip());
                } else if (line.isEmpty() && data.length() > 0) {
                    hear(Json.readObject(data.toString()));
                    data.setLength(0);
                }
                line = in.readLine();
            }
        }
    }

    private void hear(Map<String, Object> frame) {
        if (!(frame.get("seq") instanceof Number seq)) {
            return;
        }
        Seen seen = new Seen(
                seq.longValue(),
                String.valueOf(frame.get("event")),
                String.valueOf(frame.get("task_id")),
                frame,
                System.nanoTime());
        synchronized (this) {
            events.add(seen);
        }
        history.note("event", frame);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        InputStream body = open;
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                // it is not wanted any more
            }
        }
    }
}
