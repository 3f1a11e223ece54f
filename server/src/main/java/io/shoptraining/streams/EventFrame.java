package io.shoptraining.streams;

import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event as it goes over the wire. It is written once and shared by all clients; the forms that only some of them need
 * are made when the first one asks.
 */
final class EventFrame {
    /** What a waiting event costs beside its text. */
    private static final int OVERHEAD_BYTES = 64;

    private final long seq;
    private final String event;
    private final @Nullable String taskId;
    private final String json;
    private final WireMessage plain;
    // written twice at worst, always the same
    private byte @Nullable [] sse;
    private @Nullable WireMessage packet;

    EventFrame(Event event) {
        this.seq = event.seq();
        this.event = event.event();
        this.taskId = event.taskId();
        this.json = Json.write(event.toMap());
        this.plain = WireMessage.of(json);
    }

    long seq() {
        return seq;
    }

    @Nullable
    String taskId() {
        return taskId;
    }

    /** The task of which this only tells how far it is, so that a later word makes it worthless; null for others. */
    @Nullable
    String progressOf() {
        return event.equals(Event.TRAINING_PROGRESS) ? taskId : null;
    }

    /** As a message of its own. */
    WireMessage plain() {
        return plain;
    }

    int bytes() {
        return json.length() + OVERHEAD_BYTES;
    }

    /** As a Server-Sent Event. */
    byte[] sse() {
        byte[] bytes = sse;
        if (bytes == null) {
            bytes = ("id: " + seq + "\nevent: " + event + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
            sse = bytes;
        }
        return bytes;
    }

    /** As an event of Socket.IO's main namespace. */
    WireMessage packet() {
        WireMessage made = packet;
        if (made == null) {
            made = EnginePackets.message("2[" + Json.write(event) + ',' + json + ']');
            packet = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return seq + " " + event;
    }
}
