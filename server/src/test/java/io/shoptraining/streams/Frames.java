package io.shoptraining.streams;

import io.shoptraining.events.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events made by hand. */
final class Frames {
    private Frames() {}

    static Event event(long seq, String event, String task) {
        return new Event(seq, event, "2026-01-01T00:00:00Z", task, Map.of("message", "m" + seq));
    }

    /** The number of an event as a client got it. */
    static long seq(@Nullable Object event) {
        if (event instanceof Map<?, ?> fields && fields.get("seq") instanceof Number number) {
            return number.longValue();
        }
        throw new AssertionError("no event with a number: " + event);
    }

    static Event progress(long seq, String task) {
        return event(seq, Event.TRAINING_PROGRESS, task);
    }

    static Event update(long seq, String task) {
        return event(seq, Event.TRAINING_UPDATE, task);
    }
}
