package io.shoptraining.taskmanager;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
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
 * The log file of one task, made with its first line; a log that cannot be written must not stop the training.
 * Thread-safe.
 */
final class TaskLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);

    private static final Set<StandardOpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final String heading;
    private final Clock clock;
    private @Nullable Writer out;
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

    private Writer open() {
        try {
            return Channels.newWriter(Files.newByteChannel(file, OPTIONS, PRIVATE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.warn("the log {} cannot be written: {}", file, e.toString());
            return Writer.nullWriter();
        }
    }

    private void write(String level, String message) {
        Writer writer = out;
        if (writer == null) {
            return;
        }
        try {
            writer.write(OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + message + "\n");
            writer.flush();
        } catch (IOException e) {
            LOG.warn("the log {} cannot be written: {}", file, e.toString());
        }
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
