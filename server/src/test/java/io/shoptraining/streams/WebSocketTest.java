package io.shoptraining.streams;

import static io.shoptraining.streams.StreamServer.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.streams.SocketReader.Open;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSocketTest {
    @TempDir
    Path directory;

    private StreamServer server;

    @BeforeEach
    void start() {
        server = StreamServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void storedEventsAreFollowedByLiveOnes() throws Exception {
        server.log("a", 120);
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET + "?since=100"));
        assertThat(seqs(client.reader().events(20))).startsWith(101L).endsWith(120L);
        server.update("a", "completed");

        assertThat(client.reader().message()).startsWith("{\"seq\":121,\"event\":\"training_update\",\"ts\":");
    }

    @Test
    void onlyTheEventsOfOneTaskCome() throws Exception {
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET + "?since=0&task_id=b"));
        server.update("a", "update");
        server.update("b", "update");

        assertThat(seqs(client.reader().events(1))).containsExactly(2L);
    }

    @Test
    void whatAClientSaysIsNotListenedTo() throws Exception {
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET + "?since=0"));
        client.socket().sendText("{\"type\":\"ping\"}", true).join();
        client.socket().sendText("ping", true).join();
        server.update("a", "update");

        assertThat(seqs(client.reader().events(1))).containsExactly(1L);
    }

    @Test
    void aClientThatNeverStopsTalkingIsClosed() {
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        for (int i = 0; i < 1_001; i++) {
            client.socket().sendText("x", true).join();
        }

        assertThat(client.reader().closed()).isEqualTo("1008 too_many_messages");
    }

    @Test
    void bytesAreRefused() {
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        client.socket().sendBinary(ByteBuffer.wrap(new byte[3]), true).join();

        assertThat(client.reader().closed()).isEqualTo("1003 text_only");
    }

    @Test
    void tooLongAMessageIsRefused() {
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        client.socket().sendText("x".repeat(QUICK.maxMessageBytes() + 1), true).join();

        assertThat(client.reader().closed()).startsWith("1009 ");
    }

    @Test
    void aClientThatReadsTooSlowlyIsToldSo() throws Exception {
        server.close();
        server = StreamServer.start(directory, StreamServer.PATIENT, 0);
        Open client =
                SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET), 0).join();
        await().until(() -> server.streams().clients() == 1);
        server.log("a", 1);
        await().until(() -> server.stored().size() == 1);
        server.log("a", 40_000);
        await().until(() -> server.streams().clients() == 0);
        client.socket().request(Long.MAX_VALUE);

        assertThat(client.reader().closed()).isEqualTo("1008 slow_client");
        assertThat(seqs(client.reader().events(client.reader().waiting())))
                .isSorted()
                .startsWith(1L, 2L, 3L);
    }

    @Test
    void everyClientIsToldWhyTheServerLeaves() {
        Open client = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        await().until(() -> server.streams().clients() == 1);
        server.streams().close(CloseReason.SHUTTING_DOWN);

        assertThat(client.reader().closed()).isEqualTo("1001 shutting_down");
        refused(EventStreams.WEB_SOCKET, 503);
    }

    @Test
    void aClientThatLeavesIsForgotten() {
        Open polite = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        Open rude = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        await().until(() -> server.streams().clients() == 2);
        polite.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        rude.socket().abort();

        await().until(() -> server.streams().clients() == 0);
    }

    @Test
    void badQuestionsAndOneClientTooManyAreRefusedBeforeTheUpgrade() {
        refused(EventStreams.WEB_SOCKET + "?since=-1", 400);
        refused(EventStreams.WEB_SOCKET + "/more", 404);
        server.close();
        server = StreamServer.start(directory, QUICK.withMaxClients(1), 0);
        SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET));
        await().until(() -> server.streams().clients() == 1);

        refused(EventStreams.WEB_SOCKET, 429);
    }

    private void refused(String path, int status) {
        assertThatThrownBy(() -> SocketReader.open(server.webSocket(path), Long.MAX_VALUE)
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }

    private static List<Long> seqs(List<Map<String, Object>> events) {
        return events.stream().map(Frames::seq).toList();
    }
}
