package io.shoptraining.streams;

import io.javalin.Javalin;
import io.shoptraining.database.Database;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A web server with nothing but the streams of a real hub. */
public final class StreamServer implements AutoCloseable {
    /** Says often that it lives, so that a test need not wait for that, but lets clients on a busy machine be slow. */
    static final StreamSettings QUICK = new StreamSettings(
            2_000,
            1 << 20,
            64 << 10,
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMinutes(2),
            Duration.ofMillis(300));

    /** For clients that are slow or many: they have the time to answer, and to read a farewell. */
    static final StreamSettings PATIENT = new StreamSettings(
            QUICK.maxClients(),
            QUICK.maxQueuedBytes(),
            QUICK.maxMessageBytes(),
            QUICK.quiet(),
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));

    private static final int SEND_BUFFER_BYTES = 32 << 10;
    private static final int ACCEPT_QUEUE = 1_024;

    private final Database database;
    private final EventHub hub;
    private final EventStreams streams;
    private final Javalin web;

    private StreamServer(Path directory, StreamSettings settings, int port) {
        this.database = Database.open(directory.resolve("a.db"));
        this.hub = new EventHub(database, Clock.systemUTC());
        this.streams = new EventStreams(hub, settings);
        this.web = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.exception(
                    ShopTrainingException.class,
                    (e, context) -> context.status(e.code().httpStatus()).result(String.valueOf(e.getMessage())));
            // little waits in the kernel, so that a client that does not read is seen to be slow
            config.jetty.addConnector((server, http) -> {
                ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
                connector.setHost("127.0.0.1");
                connector.setPort(port);
                connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
                connector.setAcceptQueueSize(ACCEPT_QUEUE);
                return connector;
            });
            streams.mount(config);
        });
        web.start();
    }

    /** @param port 0 for any */
    public static StreamServer start(Path directory, StreamSettings settings, int port) {
        return new StreamServer(directory, settings, port);
    }

    static StreamServer start(Path directory) {
        return start(directory, QUICK, 0);
    }

    public int port() {
        return web.port();
    }

    URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    URI webSocket(String pathAndQuery) {
        return URI.create("ws://127.0.0.1:" + port() + pathAndQuery);
    }

    public EventStreams streams() {
        return streams;
    }

    EventHub hub() {
        return hub;
    }

    /** Stores an event; it is delivered as every event of a server is. */
    public void append(String event, @Nullable String task, Map<String, Object> payload) {
        write(transaction -> hub.append(transaction, event, task, payload));
    }

    private void write(Consumer<Handle> work) {
        hub.write(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    void progress(String task, int epoch) {
        append(Event.TRAINING_PROGRESS, task, Map.of("progress", (double) epoch, "epoch", epoch));
    }

    void update(String task, String action) {
        append(Event.TRAINING_UPDATE, task, Map.of("action", action, "status", action));
    }

    /** Many log lines in one transaction. */
    void log(String task, int lines) {
        write(transaction -> {
            for (int line = 1; line <= lines; line++) {
                hub.append(
                        transaction,
                        Event.TRAINING_LOG,
                        task,
                        Map.of("level", "info", "message", "x".repeat(200), "line", line));
            }
        });
    }

    List<Event> stored() {
        return hub.since(0, null);
    }

    @Override
    public void close() {
        streams.close();
        web.stop();
        hub.close();
        database.close();
    }
}
