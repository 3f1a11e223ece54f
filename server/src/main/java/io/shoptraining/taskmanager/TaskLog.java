package io.shoptraining.taskmanager;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log file of one task, made with its first line and only so long; a log that cannot be written must not stop the
 * training. Thread-safe.
 */
final class TaskLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);

    private static final Set<StandardOpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int MOST_MEGABYTES = 16;

    private final Path file;
    private final String heading;
    private final Clock clock;
    private @Nullable OutputStream out;
    private long bytes;
    private boolean closed;

    /** @param heading the first line of what is written, if anything is */
    TaskLog(Path logs, String taskId, String heading, Clock clock) {
        this.file = file(logs, taskId);
        this.heading = heading;
        this.clock = clock;
    }

    /** Where the log of a task is. */
    static Path file(Path logs, String taskId) {
        return logs.resolve(taskId + ".log");
    }

    synchronized void line(String level, String message) {
        if (closed) {
            return;
        }
        if (out == null) {
            out = open();
            write("INFO", heading);
        }
        write(level, message);
    }

    private OutputStream open() {
        try {
            SeekableByteChannel channel = Files.newByteChannel(file, OPTIONS, PRIVATE);
            bytes = channel.size();
            return Channels.newOutputStream(channel);
        } catch (IOException e) {
            LOG.warn("the log {} cannot be written: {}", file, e.toString());
            return OutputStream.nullOutputStream();
        }
    }

    private void write(String level, String message) {
        OutputStream stream = out;
        if (stream == null) {
            return;
        }
        try {
            byte[] line = text(level, message);
            if (bytes + line.length <= (long) MOST_MEGABYTES << 20) {
                stream.write(line);
                bytes += line.length;
            } else {
                out = OutputStream.nullOutputStream();
                stream.write(text(
                        "WARN",
                        "the log of a task has at most " + MOST_MEGABYTES + " MiB; the rest of " + heading
                                + " is not kept"));
                stream.close();
            }
        } catch (IOException e) {
            LOG.warn("the log {} cannot be written: {}", file, e.toString());
        }
    }

    private byte[] text(String level, String message) {
        return (OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + message + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            LOG.warn("the log {} cannot be closed: {}", file, e.toString());
        }
    }
}
