package io.shoptraining.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * A server's log: one JSON object a line, so that no id or message can forge a second one. Readable by its owner alone,
 * from the first byte. A full file is put aside, and the oldest of those dropped.
 */
final class ServerLog extends AppenderBase<ILoggingEvent> {
    private static final long FULL = 16L << 20;
    private static final int KEPT = 5;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private final Path file;
    private OutputStream out = OutputStream.nullOutputStream();
    private long size;

    private ServerLog(Path file) {
        this.file = file;
    }

    /**
     * Sends the log of this program to a file.
     *
     * @param onScreen whether short lines for people also go to standard error
     */
    static void begin(Path file, boolean onScreen) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ServerLog log = new ServerLog(file);
        log.setContext(context);
        log.setName("server-log");
        try {
            log.open();
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
        log.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (!onScreen) {
            root.detachAndStopAllAppenders();
        }
        root.addAppender(log);
        context.getLogger("io.shoptraining").setLevel(Level.INFO);
    }

    /** From here on nothing goes to standard error. */
    static void leaveScreen() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        boolean unused = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender("STDERR");
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        byte[] line = (line(event) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (size + line.length > FULL) {
                roll();
            }
            out.write(line);
            size += line.length;
        } catch (IOException e) {
            addError("the log " + file + " cannot be written", e);
        }
    }

    /** The context of a line, such as {@code task_id}, stands beside its message. */
    static String line(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ts", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        fields.put("level", event.getLevel().toString());
        fields.putAll(event.getMDCPropertyMap());
        fields.put("message", String.valueOf(event.getFormattedMessage()));
        fields.put("logger", event.getLoggerName());
        fields.put("thread", event.getThreadName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            fields.put("error", ThrowableProxyUtil.asString(thrown));
        }
        return escaped(Json.write(fields));
    }

    /** JSON may hold some characters as they are that a terminal or a reader of lines takes for more than text. */
    private static String escaped(String json) {
        StringBuilder safe = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean isPlain = !Character.isISOControl(c) && c != LINE_SEPARATOR && c != PARAGRAPH_SEPARATOR;
            safe.append(isPlain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return safe.toString();
    }

    private void open() throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        out = Channels.newOutputStream(channel);
        size = channel.size();
    }

    private void roll() throws IOException {
        out.close();
        for (int i = KEPT - 1; i >= 1; i--) {
            Path older = aside(i);
            if (Files.exists(older)) {
                Files.move(older, aside(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, aside(1), StandardCopyOption.REPLACE_EXISTING);
        open();
    }

    private Path aside(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
