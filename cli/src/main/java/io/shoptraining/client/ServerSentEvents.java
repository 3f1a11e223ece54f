package io.shoptraining.client;

import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts events together from the lines of a {@code text/event-stream}. Not thread-safe. */
final class ServerSentEvents {
    private final StringBuilder data = new StringBuilder();
    private String name = "";

    /** Takes one line; the event that it completes, if it does. Comments, and events that are none of ours, are not. */
    Optional<Event> line(String line) {
        if (line.isEmpty()) {
            Optional<Event> event = data.isEmpty() ? Optional.empty() : event(data.toString());
            data.setLength(0);
            name = "";
            return event;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        if (field.equals("data")) {
            data.append(data.isEmpty() ? "" : "\n").append(value);
        } else if (field.equals("event")) {
            name = value;
        }
        return Optional.empty();
    }

    private Optional<Event> event(String json) {
        Map<String, Object> payload = new LinkedHashMap<>(Json.readObject(json));
        Object seq = payload.remove("seq");
        Object event = payload.remove("event");
        Object ts = payload.remove("ts");
        Object taskId = payload.remove("task_id");
        if (!(seq instanceof Number number)) {
            return Optional.empty();
        }
        return Optional.of(new Event(
                number.longValue(),
                event == null ? name : String.valueOf(event),
                String.valueOf(ts),
                text(taskId),
                payload));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : String.valueOf(value);
    }
}
