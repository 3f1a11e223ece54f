package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shoptraining.access.Access;
import io.shoptraining.access.Role;
import io.shoptraining.api.Answer;
import io.shoptraining.api.Api;
import io.shoptraining.api.HttpServer;
import io.shoptraining.api.HttpSettings;
import io.shoptraining.api.Meters;
import io.shoptraining.api.Route;
import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import io.shoptraining.streams.EventStreams;
import io.shoptraining.streams.StreamSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log of a server tells of requests. */
class RequestLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(HttpServer.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void aLineAboutARequestForATaskNamesTheTask(@TempDir Path root) throws Exception {
        Api api = new Api(
                List.of(
                        Route.get("/tasks/{task_id}", Role.VIEWER, "For tests.", call -> Answer.ok(Map.of())),
                        Route.get("/tasks", Role.VIEWER, "For tests.", call -> Answer.ok(Map.of()))),
                List.of());
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, List.of(), List.of(), false, Duration.ofSeconds(30));
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(root.resolve("a.db"));
                EventHub hub = new EventHub(database, clock);
                EventStreams streams = new EventStreams(hub, StreamSettings.DEFAULTS);
                HttpServer server =
                        HttpServer.start(api, streams, settings, new Access(database, clock), new Meters())) {
            ask(server.address() + "/api/v1/tasks/5e");
            ask(server.address() + "/api/v1/tasks");
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("GET /api/v1/tasks/{task_id}: 200", "GET /api/v1/tasks: 200");
        assertThat(lines.list.get(0).getMDCPropertyMap()).containsEntry("task_id", "5e");
        assertThat(lines.list.get(1).getMDCPropertyMap()).doesNotContainKey("task_id");
    }

    private static void ask(String address) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
