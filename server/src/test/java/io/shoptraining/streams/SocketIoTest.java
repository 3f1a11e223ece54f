package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the client that the predecessor's page uses. */
class SocketIoTest {
    private static final List<String> BOTH = List.of("polling", "websocket");

    @TempDir
    Path directory;

    private StreamServer server;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        NodeClient.install();
    }

    @BeforeEach
    void start() {
        server = StreamServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void storedEventsAreFollowedByLiveOnesOverEitherTransport(String transport) throws Exception {
        server.log("a", 120);
        try (NodeClient client = client(Map.of("transports", List.of(transport), "since", 10))) {
            assertThat(client.next("open")).containsEntry("transport", transport);
            client.next("connect");
            assertThat(client.seqs(110)).isEqualTo(range(11, 120));
            server.progress("a", 7);
            server.update("a", "completed");

            Map<String, Object> progress = client.next("event");
            assertThat(progress).containsEntry("name", "training_progress");
            assertThat(String.valueOf(progress.get("payload")))
                    .contains("seq=121", "event=training_progress", "task_id=a", "epoch=7");
            assertThat(client.next("event")).containsEntry("name", "training_update");
        }
        await().until(() -> server.streams().clients() == 0);
    }

    @Test
    void aClientChangesOverFromRequestsToAWebSocketWithoutALoss() throws Exception {
        server.log("a", 500);
        try (NodeClient client = client(Map.of("transports", BOTH, "since", 0))) {
            assertThat(client.next("open")).containsEntry("transport", "polling");
            boolean upgraded = false;
            long last = 0;
            // events go on while it changes over
            while (!upgraded || last < 500) {
                server.update("a", "update");
                Map<String, Object> said = client.next();
                if (said.get("payload") instanceof Map<?, ?> payload) {
                    assertThat(Frames.seq(payload)).isEqualTo(last + 1);
                    last++;
                } else if ("upgrade".equals(said.get("type"))) {
                    assertThat(said).containsEntry("transport", "websocket");
                    upgraded = true;
                }
            }
            int rest = server.stored().size() - (int) last;
            assertThat(client.seqs(rest)).isEqualTo(range(last + 1, last + rest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void aClientComesBackAfterARestartAndHearsWhatItMissed(String transport) throws Exception {
        int port = server.port();
        try (NodeClient client = client(Map.of("transports", List.of(transport), "since", 0), port)) {
            client.next("connect");
            server.log("a", 3);
            assertThat(client.seqs(3)).isEqualTo(range(1, 3));
            server.close();
            if (transport.equals("websocket")) {
                assertThat(client.next("stream_closed")).containsEntry("reason", "shutting_down");
            }
            // between two requests a client of the other transport only finds that its session is gone
            assertThat(client.next("disconnect").get("reason")).isIn("transport close", "transport error");

            server = StreamServer.start(directory, StreamServer.QUICK, port);
            server.log("a", 4);
            client.next("connect");
            server.update("a", "completed");
            assertThat(client.seqs(5)).isEqualTo(range(4, 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void aClientThatOnlyListensIsStillThereAfterManyPings(String transport) throws Exception {
        try (NodeClient client = client(Map.of("transports", List.of(transport)))) {
            client.next("connect");
            // each ping is sent only once the one before was answered
            for (int ping = 0; ping < 5; ping++) {
                client.next("ping");
            }
            server.update("a", "completed");
            assertThat(client.next("event")).containsEntry("name", "training_update");
        }
    }

    @Test
    void onlyTheEventsOfOneTaskComeAndTheQueryMayAskForThem() throws Exception {
        server.update("a", "update");
        server.update("b", "update");
        Map<String, Object> query = Map.of("task_id", "b", "since", "0");
        try (NodeClient client = client(Map.of("transports", BOTH, "query", query))) {
            client.next("connect");
            assertThat(client.seqs(1)).containsExactly(2L);
        }
    }

    @Test
    void anUnknownNamespaceAndANumberThatIsNoneAreRefusedWithAReason() throws Exception {
        try (NodeClient client = client(Map.of("transports", BOTH, "namespace", "/admin"))) {
            assertThat(client.next("connect_error")).containsEntry("message", "Invalid namespace");
        }
        try (NodeClient client = client(Map.of("transports", BOTH, "since", "yesterday"))) {
            assertThat(String.valueOf(client.next("connect_error").get("message")))
                    .startsWith("since: 'yesterday' is not the number of an event");
        }
    }

    @Test
    void whatAClientEmitsIsNotListenedTo() throws Exception {
        try (NodeClient client = client(Map.of("transports", BOTH, "since", 0))) {
            client.next("connect");
            client.tell("emit");
            client.tell("emit");
            server.update("a", "update");
            assertThat(client.seqs(1)).containsExactly(1L);
        }
    }

    private NodeClient client(Map<String, Object> settings) throws IOException {
        return client(settings, server.port());
    }

    private static NodeClient client(Map<String, Object> settings, int port) throws IOException {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("url", "http://127.0.0.1:" + port);
        return NodeClient.start(all);
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
