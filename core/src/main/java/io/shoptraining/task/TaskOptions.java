package io.shoptraining.task;

import io.shoptraining.errors.Faults;
import io.shoptraining.registry.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its task rather than of the training: these fields change nothing about the model.
 *
 * @param priority -100 to 100; higher is sooner
 * @param batchId a word that many tasks may share
 * @param timeLimitSeconds how long an attempt may take; null for the server's own limit
 * @param memoryLimitMb how large the worker may grow, native memory included; null for the server's own limit
 */
public record TaskOptions(
        int priority,
        @Nullable String batchId,
        @Nullable Integer timeLimitSeconds,
        @Nullable Integer memoryLimitMb) {
    /** The fields of a request that are meant here. */
    public static final List<String> FIELDS = List.of("priority", "batch_id", "time_limit_seconds", "memory_limit_mb");

    private static final int MAX_PRIORITY = 100;
    private static final int MAX_SECONDS = 30 * 24 * 3600;
    private static final int MIN_MEGABYTES = 128;
    private static final int MAX_MEGABYTES = 1 << 20;

    /** Reads the fields; what is wrong with them is added to {@code faults}. */
    public static TaskOptions check(Map<String, Object> fields, Faults faults) {
        Integer priority = whole(fields, "priority", -MAX_PRIORITY, MAX_PRIORITY, faults);
        return new TaskOptions(
                priority == null ? 0 : priority,
                word(fields.get("batch_id"), faults),
                whole(fields, "time_limit_seconds", 1, MAX_SECONDS, faults),
                whole(fields, "memory_limit_mb", MIN_MEGABYTES, MAX_MEGABYTES, faults));
    }

    private static @Nullable String word(@Nullable Object given, Faults faults) {
        if (given == null) {
            return null;
        }
        if (!(given instanceof String text)) {
            faults.add("batch_id", "wrong_type", "'" + given + "' is not a text");
            return null;
        }
        Ids.fault(text).ifPresent(reason -> faults.add("batch_id", "not_allowed", reason));
        return text;
    }

    private static @Nullable Integer whole(Map<String, Object> fields, String field, int min, int max, Faults faults) {
        Object given = fields.get(field);
        if (given == null) {
            return null;
        }
        Optional<Double> number = Numbers.real(given);
        if (number.isEmpty() || number.get() != Math.rint(number.get())) {
            faults.add(field, "wrong_type", "'" + given + "' is not a whole number; allowed: " + min + " to " + max);
            return null;
        }
        if (number.get() < min || number.get() > max) {
            faults.outOfRange(field, given, min, max);
            return null;
        }
        return number.get().intValue();
    }
}
