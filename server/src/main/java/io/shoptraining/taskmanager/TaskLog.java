package io.shoptraining.taskmanager;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log file of one task; a log that cannot be written must not stop the training. */
final class TaskLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);

    private final Path file;
    private final Clock clock;
    private final Writer out;

    private TaskLog(Path file, Clock clock, Writer out) {
        this.file = file;
        this.clock = clock;
        this.out = out;
    }

    static TaskLog open(Path logs, String taskId, Clock clock) {
        Path file = logs.resolve(taskId + ".log");
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Set<StandardOpenOption> append = Set.of(StandardOpenOption.APPEND);
            return new TaskLog(
                    file,
                    clock,
                    Files.newBufferedWriter(file, StandardCharsets.UTF_8, append.toArray(StandardOpenOption[]::new)));
        } catch (IOException e) {
            LOG.warn("the log {} cannot be written: {}", file, e.toString());
            return new TaskLog(file, clock, Writer.nullWriter());
        }
    }

    synchronized void line(String level, String message) {
        try {
            out.write(OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + message + "\n");
            out.flush();
        } catch (IOException e) {
            LOG.warn("the log {} cannot be written: {}", file, e.toString());
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.warn("the log {} cannot be closed: {}", file, e.toString());
        }
    }
}
