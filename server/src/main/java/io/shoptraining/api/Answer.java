package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a resource answers.
 *
 * @param type media type
 * @param headers further headers
 */
public record Answer(int status, String type, Map<String, String> headers, Content content) {
    public static final String JSON = "application/json";
    public static final String NDJSON = "application/x-ndjson";

    private static final int BUFFER = 1 << 16;

    public Answer {
        headers = Map.copyOf(headers);
    }

    /**
     * Writes the body; called at most once. Its {@link IOException} means that the caller takes no more; a failure of ours
     * is a {@link ShopTrainingException}.
     */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public static Answer ok(Object value) {
        return json(200, value);
    }

    /** Taken on; the work is still to be done. */
    public static Answer accepted(Object value) {
        return json(202, value);
    }

    public static Answer json(int status, Object value) {
        byte[] bytes = Json.write(value).getBytes(StandardCharsets.UTF_8);
        return new Answer(status, JSON, Map.of(), out -> out.write(bytes));
    }

    /** A text such as CSV or ndjson, written line by line. */
    public static Answer text(String type, Content content) {
        return new Answer(200, type, Map.of(), content);
    }

    /** A file of the store; the caller has checked that it is the one that was published. */
    public static Answer file(String type, String name, Path file) {
        return new Answer(
                200,
                type,
                Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""),
                out -> copy(name, file, out));
    }

    private static void copy(String name, Path file, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = opened(name, file)) {
            for (int n = read(name, in, buffer); n >= 0; n = read(name, in, buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    private static InputStream opened(String name, Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static int read(String name, InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Without the message of the cause, which may name a path of the server. */
    private static ShopTrainingException unreadable(String name, IOException cause) {
        return new ShopTrainingException(
                ErrorCode.IO_ERROR,
                name + " cannot be read (" + cause.getClass().getSimpleName() + ")",
                cause);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, more, content);
    }
}
