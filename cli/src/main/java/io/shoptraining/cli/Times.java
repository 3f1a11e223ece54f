package io.shoptraining.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as people read them, on the clock of this machine. Programs get ISO-8601, with {@code --json}. */
final class Times {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Times() {}

    /** {@code 2026-11-24 12:29}; an empty text stays one. */
    static String minute(String time) {
        return shown(time, MINUTE, ZoneId.systemDefault());
    }

    /** {@code 2026-11-24 12:29:07}, where several things happen in a minute. */
    static String second(String time) {
        return shown(time, SECOND, ZoneId.systemDefault());
    }

    static String shown(String time, DateTimeFormatter format, ZoneId zone) {
        try {
            return time.isEmpty() ? "" : instant(time).atZone(zone).format(format);
        } catch (DateTimeException e) {
            return time;
        }
    }

    /** ISO-8601 with offset, or the time of a model, which is UTC and does not say so. */
    private static Instant instant(String time) {
        return time.contains("T")
                ? OffsetDateTime.parse(time).toInstant()
                : LocalDateTime.parse(time, SECOND).toInstant(ZoneOffset.UTC);
    }
}
