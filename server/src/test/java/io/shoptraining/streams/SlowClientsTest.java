package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.events.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred clients that never read beside one that does. */
class SlowClientsTest {
    private static final int SLOW = 100;
    private static final long MAX_GROWTH_BYTES = 10_000_000;
    private static final String UPGRADE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    @TempDir
    Path directory;

    private final List<Socket> sockets = new ArrayList<>();
    private StreamServer server;

    @BeforeEach
    void start() {
        server = StreamServer.start(directory, StreamServer.PATIENT, 0);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void nobodyElseMissesAnythingAndLittleIsKept() throws Exception {
        SocketReader.Open normal = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET + "?since=0"));
        slow(EventStreams.WEB_SOCKET, UPGRADE);
        slow(EventStreams.EVENTS, "");
        await().until(() -> server.streams().clients() == 1 + SLOW);
        server.log("a", 500);
        normal.reader().events(500);
        long before = usedBytes();
        int threads = Thread.activeCount();

        server.log("a", 2_000);
        for (int epoch = 1; epoch <= 5_000; epoch++) {
            server.progress("b", epoch);
        }
        normal.reader().events(2_000);
        assertThat(server.streams().clients()).as("less than a mebibyte waits").isEqualTo(1 + SLOW);
        assertThat(usedBytes() - before).isLessThan(MAX_GROWTH_BYTES);
        assertThat(Thread.activeCount()).isLessThan(threads + SLOW / 2);

        for (int burst = 0; burst < 40; burst++) {
            server.log("c", 500);
            // in step with the one that reads: this is not about how fast it is
            String message = normal.reader().message();
            while (!message.contains("\"line\":500")) {
                message = normal.reader().message();
            }
        }
        server.update("b", "completed");
        assertThat(normal.reader().message()).contains(Event.TRAINING_UPDATE).contains("\"seq\":27501,");
        await().atMost(Duration.ofSeconds(60)).until(() -> server.streams().clients() == 1);
    }

    @Test
    void clientsThatNeverReadWhatWasStoredKeepAPageEach() throws Exception {
        server.log("a", 20_000);
        long before = usedBytes();
        slow(EventStreams.WEB_SOCKET + "?since=0", UPGRADE);
        slow(EventStreams.EVENTS + "?since=0", "");
        await().until(() -> server.streams().clients() == SLOW);
        SocketReader.Open normal = SocketReader.open(server.webSocket(EventStreams.WEB_SOCKET + "?since=0"));
        normal.reader().events(20_000);

        // what is on its way to the others has to come to a rest first
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(usedBytes() - before).isLessThan(MAX_GROWTH_BYTES));
    }

    /** Half of the slow clients. */
    private void slow(String path, String headers) throws IOException {
        for (int i = 0; i < SLOW / 2; i++) {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            sockets.add(socket);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        // what is garbage after the second of them was garbage before
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
