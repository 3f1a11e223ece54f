package io.shoptraining.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param seq its place in the order of all events; rises, with gaps
 * @param ts ISO-8601 with offset
 * @param taskId the task that it happened to; null for the server itself
 * @param payload by the names of the contract, in its order; without {@code task_id}
 */
public record Event(
        long seq, String event, String ts, @Nullable String taskId, Map<String, Object> payload) {
    public static final String TRAINING_UPDATE = "training_update";
    public static final String TRAINING_PROGRESS = "training_progress";
    public static final String TRAINING_COMPLETED = "training_completed";
    public static final String TRAINING_LOG = "training_log";

    public Event {
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }

    /** As clients see it: the envelope, then the payload. */
    public Map<String, Object> toMap() {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("seq", seq);
        envelope.put("event", event);
        envelope.put("ts", ts);
        if (taskId != null) {
            envelope.put("task_id", taskId);
        }
        envelope.putAll(payload);
        return envelope;
    }
}
