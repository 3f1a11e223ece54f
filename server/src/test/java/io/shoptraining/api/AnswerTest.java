package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.access.Access;
import io.shoptraining.access.Role;
import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.EventHub;
import io.shoptraining.server.Wire;
import io.shoptraining.server.Wire.Reply;
import io.shoptraining.streams.EventStreams;
import io.shoptraining.streams.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that cannot be written to their end. */
class AnswerTest {
    @TempDir
    Path root;

    private final Meters meters = new Meters();
    private Database database;
    private EventHub hub;
    private EventStreams streams;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        database = Database.open(root.resolve("a.db"));
        hub = new EventHub(database, Clock.systemUTC());
        streams = new EventStreams(hub, StreamSettings.DEFAULTS);
        Path whole = Files.writeString(root.resolve("whole"), "x".repeat(200_000));
        Api api = new Api(
                List.of(
                        route("/whole", Answer.file("text/plain", "whole", whole)),
                        route("/folder", Answer.file("text/plain", "model.pth", root)),
                        route("/missing", Answer.file("text/plain", "model.pth", root.resolve("missing"))),
                        route("/broken", Answer.text("text/plain", out -> {
                            out.write(new byte[200_000]);
                            throw new ShopTrainingException(ErrorCode.IO_ERROR, "the disk is gone");
                        }))),
                List.of());
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, List.of(), List.of(), false, Duration.ofSeconds(30));
        server = HttpServer.start(api, streams, settings, new Access(database, Clock.systemUTC()), meters);
    }

    private static Route route(String path, Answer answer) {
        return Route.get(path, Role.VIEWER, "For tests.", call -> answer);
    }

    @AfterEach
    void stop() {
        streams.close();
        server.close();
        hub.close();
        database.close();
        meters.close();
    }

    private Reply ask(String path) throws IOException {
        try (Wire wire = new Wire(server.port())) {
            return wire.ask(("GET /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aFileIsAnsweredToItsLastByte() throws IOException {
        Reply reply = ask("/whole");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-disposition")).isEqualTo("attachment; filename=\"whole\"");
        assertThat(reply.body()).hasSize(200_000);
    }

    @Test
    void aFileThatCannotBeReadIsAProblemAndNoCutFile() throws IOException {
        for (String path : List.of("/folder", "/missing")) {
            Reply reply = ask(path);

            assertThat(reply.status()).as(path).isEqualTo(503);
            assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
            assertThat(reply.header("content-disposition")).isEmpty();
            assertThat(reply.json()).containsEntry("code", "io_error");
            assertThat(reply.body()).contains("model.pth cannot be read").doesNotContain(root.toString());
        }
    }

    @Test
    void anAnswerThatBreaksOffAfterItsBeginningEndsTheConnection() {
        assertThatThrownBy(() -> ask("/broken")).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerThatBrokeOffIsCountedAsThatAndNotAsWhatItBeganWith() throws IOException {
        ask("/whole");
        assertThatThrownBy(() -> ask("/broken")).isInstanceOf(IOException.class);

        await().until(() -> counted("/broken").size() == 1 && counted("/whole").size() == 1);
        assertThat(counted("/broken").get(0)).contains("status=\"aborted\"");
        assertThat(counted("/whole").get(0)).contains("status=\"200\"");
    }

    private List<String> counted(String path) {
        return meters.text()
                .lines()
                .filter(line -> line.startsWith("shoptraining_requests_seconds_count") && line.contains(path))
                .toList();
    }
}
