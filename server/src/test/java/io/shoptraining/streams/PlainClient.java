package io.shoptraining.streams;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of the WebSocket over a plain socket: reads exactly what is sent, and not before it is asked to. */
final class PlainClient implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int FIN = 0x80;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    private PlainClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Asks for a WebSocket; {@link #opened} waits for the answer. */
    static PlainClient ask(int port, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        ask(socket, path, "");
        return new PlainClient(socket);
    }

    /** @param headers lines, each with its end */
    static void ask(Socket socket, String path, String headers) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + headers
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** The lines of the answer. */
    static String answer(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    void opened() throws IOException {
        String answer = answer(in);
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new AssertionError("no WebSocket, but " + answer);
        }
    }

    /** The next message; waits for it. */
    String message() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        byte[] payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
        if (first != (FIN | TEXT)) {
            throw new AssertionError(
                    "a frame that begins with " + first + ": " + new String(payload, StandardCharsets.UTF_8));
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
