package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no decent client sends, byte by byte, to both kinds of WebSocket. */
class BadFramesTest {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int FIN = 0x80;

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
    void aFrameWithoutAMaskIsAProtocolError() throws IOException {
        closes(1002, FIN | TEXT, 1, 'x');
    }

    @Test
    void aReservedBitIsAProtocolErrorBecauseCompressionIsOff() throws IOException {
        closes(1002, FIN | 0x40 | TEXT, 0x81, 0, 0, 0, 0, 'x');
    }

    @Test
    void anUnknownKindOfFrameIsAProtocolError() throws IOException {
        closes(1002, FIN | 5, 0x80, 0, 0, 0, 0);
    }

    @Test
    void aContinuationOfNothingIsAProtocolError() throws IOException {
        closes(1002, FIN, 0x81, 0, 0, 0, 0, 'x');
    }

    @Test
    void aPingLongerThanAPingMayBeIsAProtocolError() throws IOException {
        closes(1002, join(bytes(FIN | PING, 0xfe, 0, 126, 0, 0, 0, 0), new byte[126]));
    }

    @Test
    void whatIsNoUtf8IsRefused() throws IOException {
        closes(1007, FIN | TEXT, 0x82, 0, 0, 0, 0, 0xc3, 0x28);
    }

    @Test
    void aFrameOfTwoGigabytesIsRefusedOnceMoreCameThanMay() throws IOException {
        for (int kind : new int[] {TEXT, BINARY}) {
            closes(
                    1009,
                    join(
                            bytes(FIN | kind, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0),
                            new byte[StreamServer.QUICK.maxMessageBytes() + 1]));
        }
    }

    @Test
    void fragmentsThatAreTooLongTogetherAreRefused() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 70; i++) {
            frames.writeBytes(bytes(i == 0 ? TEXT : 0, 0xfe, 1000 >> 8, 1000 & 0xff, 0, 0, 0, 0));
            frames.writeBytes("x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        }
        closes(1009, frames.toByteArray());
    }

    @Test
    void aClientThatAnswersNoPingIsClosed() throws IOException {
        server.close();
        StreamSettings quick = StreamServer.QUICK;
        Duration soon = Duration.ofMillis(300);
        server = StreamServer.start(
                directory,
                new StreamSettings(
                        quick.maxClients(),
                        quick.maxQueuedBytes(),
                        quick.maxMessageBytes(),
                        quick.quiet(),
                        soon,
                        soon,
                        soon),
                0);
        for (String path : paths()) {
            try (Socket socket = connect(path)) {
                assertThat(closeCode(socket)).as(path).isEqualTo(1001);
            }
        }
        await().until(() -> server.streams().clients() == 0);
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAFrameIsForgotten() throws IOException {
        for (String path : paths()) {
            Socket socket = connect(path);
            socket.getOutputStream().write(bytes(FIN | TEXT, 0x85, 0, 0, 0, 0, 'x'));
            socket.setSoLinger(true, 0);
            socket.close();
        }
        await().until(() -> server.streams().clients() == 0);
    }

    @Test
    void noCompressionIsAgreedToAndNoCookieIsSet() throws IOException {
        for (String path : paths()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertThat(handshake(socket, path, "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
                        .startsWith("HTTP/1.1 101")
                        .doesNotContainIgnoringCase("extensions")
                        .doesNotContainIgnoringCase("set-cookie");
            }
        }
    }

    private void closes(int code, int... frame) throws IOException {
        closes(code, bytes(frame));
    }

    private void closes(int code, byte[] frames) throws IOException {
        for (String path : paths()) {
            try (Socket socket = connect(path)) {
                socket.getOutputStream().write(frames);
                assertThat(closeCode(socket)).as(path).isEqualTo(code);
            }
        }
        await().until(() -> server.streams().clients() == 0);
    }

    private static String[] paths() {
        return new String[] {EventStreams.WEB_SOCKET, EventStreams.SOCKET_IO + "?EIO=4&transport=websocket"};
    }

    private Socket connect(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        assertThat(handshake(socket, path, "")).startsWith("HTTP/1.1 101");
        return socket;
    }

    private static String handshake(Socket socket, String path, String headers) throws IOException {
        PlainClient.ask(socket, path, headers);
        return PlainClient.answer(socket.getInputStream());
    }

    /** Reads frames up to the one that closes; -1 when the connection ends without. */
    private static int closeCode(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int first = in.read();
            if (first < 0) {
                return -1;
            }
            int length = in.readUnsignedByte();
            byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
            in.readFully(payload);
            if ((first & 0x0f) == 8) {
                return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            }
        }
    }

    private static byte[] join(byte[] head, byte[] tail) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(tail);
        return all.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
