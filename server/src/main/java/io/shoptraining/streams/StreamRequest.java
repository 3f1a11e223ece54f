package io.shoptraining.streams;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Which events a client wants.
 *
 * @param since the number of the last event that it knows; null when only what is to come counts
 * @param taskId only events of this task; null for all
 */
record StreamRequest(@Nullable Long since, @Nullable String taskId) {
    private static final int MAX_ID_LENGTH = 100;

    /**
     * Reads both as a client writes them.
     *
     * @param sinceField what the client calls its number, for the message
     */
    static StreamRequest of(String sinceField, @Nullable String since, @Nullable String taskId) {
        Faults faults = new Faults();
        Long number = since == null || since.isEmpty() ? null : number(sinceField, since, faults);
        if (taskId != null && taskId.length() > MAX_ID_LENGTH) {
            faults.add("task_id", "out_of_range", "has more than " + MAX_ID_LENGTH + " characters");
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return new StreamRequest(number, taskId == null || taskId.isEmpty() ? null : taskId);
    }

    private static @Nullable Long number(String field, String text, Faults faults) {
        if (text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.valueOf(text);
        }
        faults.add(
                field,
                "invalid",
                "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text)
                        + "' is not the number of an event; allowed: a whole number from 0");
        return null;
    }

    boolean wants(EventFrame frame) {
        return taskId == null || taskId.equals(frame.taskId());
    }
}
