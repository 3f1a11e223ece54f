package io.shoptraining.streams;

import io.javalin.http.Context;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.json.Json;
import jakarta.servlet.AsyncContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events over HTTP: as an endless stream, or page by page for whoever asks for JSON. */
final class EventsEndpoint {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final int RETRY_MILLIS = 1_000;

    private final EventHub hub;
    private final Broadcast broadcast;

    EventsEndpoint(EventHub hub, Broadcast broadcast) {
        this.hub = hub;
        this.broadcast = broadcast;
    }

    void get(Context context) {
        String accept = String.valueOf(context.header("Accept")).toLowerCase(Locale.ROOT);
        if (accept.contains("text/event-stream")) {
            stream(context);
        } else if (accept.contains("ndjson")) {
            List<Event> events = page(context);
            context.contentType("application/x-ndjson")
                    .result(events.stream()
                            .map(event -> Json.write(event.toMap()) + "\n")
                            .collect(Collectors.joining()));
        } else if (accept.contains("json")) {
            List<Event> events = page(context);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("items", events.stream().map(Event::toMap).toList());
            answer.put("next_cursor", events.size() < limit(context) ? null : lastOf(events));
            context.contentType("application/json").result(Json.write(answer));
        } else {
            stream(context);
        }
    }

    private static String lastOf(List<Event> events) {
        return String.valueOf(events.get(events.size() - 1).seq());
    }

    private List<Event> page(Context context) {
        String cursor = context.queryParam("cursor");
        StreamRequest request = cursor != null
                ? StreamRequest.of("cursor", cursor, context.queryParam("task_id"))
                : StreamRequest.of("since", context.queryParam("since"), context.queryParam("task_id"));
        return hub.since(request.since() == null ? 0 : request.since(), request.taskId(), limit(context));
    }

    private static int limit(Context context) {
        String text = context.queryParam("limit");
        if (text == null || text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        int limit = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            Faults faults = new Faults();
            faults.outOfRange("limit", "'" + text + "'", 1, MAX_LIMIT);
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        }
        return limit;
    }

    private void stream(Context context) {
        // a browser that connects again sends the number it has seen last; its address still has the old one
        @Nullable String lastSeen = context.header("Last-Event-ID");
        StreamRequest request = lastSeen != null && !lastSeen.isEmpty()
                ? StreamRequest.of("Last-Event-ID", lastSeen, context.queryParam("task_id"))
                : StreamRequest.of("since", context.queryParam("since"), context.queryParam("task_id"));
        broadcast.requireRoom();
        context.status(200)
                .contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no");
        context.future(() -> open(context.req().getAsyncContext(), request));
    }

    private CompletableFuture<Void> open(AsyncContext async, StreamRequest request) {
        AsyncBody body = AsyncBody.start(async);
        SseSink sink = new SseSink(body, broadcast);
        // not all at once after a restart
        sink.begin(RETRY_MILLIS + ThreadLocalRandom.current().nextInt(2 * RETRY_MILLIS));
        ClientStream stream = broadcast.join(
                EventStreams.caller(async.getRequest().getAttribute(EventStreams.CALLER)), request, sink);
        stream.start();
        return body.ended().thenRun(() -> stream.close(CloseReason.GONE));
    }
}
