package io.shoptraining.client;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request for an operation.
 *
 * @param path below {@code /api/v1}, in parts that are not encoded: {@code tasks}, an id, {@code log}
 * @param body sent as a JSON object
 * @param file sent as an upload, in place of a body
 */
public record Ask(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable Map<String, Object> body,
        @Nullable Upload file) {
    /** A file that is sent as it is. */
    public record Upload(Path file, Progress progress) {}

    /** Hears how much of a file has been sent. */
    public interface Progress {
        void sent(long bytes, long total);
    }

    public Ask {
        path = List.copyOf(path);
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public static Ask get(String... path) {
        return new Ask("GET", List.of(path), Map.of(), Map.of(), null, null);
    }

    public static Ask post(String... path) {
        return new Ask("POST", List.of(path), Map.of(), Map.of(), null, null);
    }

    public static Ask delete(String... path) {
        return new Ask("DELETE", List.of(path), Map.of(), Map.of(), null, null);
    }

    /** With a query parameter; without it when the value is null. */
    public Ask with(String name, @Nullable Object value) {
        return value == null
                ? this
                : new Ask(method, path, added(query, name, String.valueOf(value)), headers, body, file);
    }

    public Ask header(String name, String value) {
        return new Ask(method, path, query, added(headers, name, value), body, file);
    }

    public Ask body(Map<String, Object> fields) {
        return new Ask(method, path, query, headers, fields, file);
    }

    public Ask file(Path upload, Progress progress) {
        return new Ask(method, path, query, headers, body, new Upload(upload, progress));
    }

    private static Map<String, String> added(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
