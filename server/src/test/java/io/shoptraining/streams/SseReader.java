package io.shoptraining.streams;

import io.shoptraining.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A client of Server-Sent Events that reads when it is asked to. */
final class SseReader implements AutoCloseable {
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<Stream<String>> response;
    private final Iterator<String> lines;

    private SseReader(HttpResponse<Stream<String>> response) {
        this.response = response;
        this.lines = response.body().iterator();
    }

    static SseReader open(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new SseReader(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines()));
    }

    HttpResponse<Stream<String>> response() {
        return response;
    }

    /** The next line that is not empty; waits for it. */
    String line() {
        while (true) {
            String line = lines.next();
            if (!line.isEmpty()) {
                return line;
            }
        }
    }

    /** The data of the next {@code count} events. */
    List<Map<String, Object>> events(int count) {
        List<Map<String, Object>> events = new ArrayList<>();
        while (events.size() < count) {
            String line = line();
            if (line.startsWith("data: ")) {
                events.add(Json.readObject(line.substring("data: ".length())));
            }
        }
        return events;
    }

    /** Every line up to the end. */
    List<String> rest() {
        List<String> rest = new ArrayList<>();
        lines.forEachRemaining(rest::add);
        return rest;
    }

    @Override
    public void close() {
        response.body().close();
    }
}
