package io.shoptraining.streams;

import io.shoptraining.json.Json;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of the WebSocket that keeps what it hears. It is the JDK's, which hands the buffers of one read on one by one:
 * the first, with the answer to the upgrade, begins the change from HTTP to the WebSocket on another thread, and of those
 * that come too late for it nothing is heard again; the rest then is no WebSocket's any more, such as "Invalid UTF-8". Only
 * on a busy machine, and only when more than 16 KB came with the answer. A test of that takes {@link PlainClient}.
 */
final class SocketReader implements WebSocket.Listener {
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final long requested;

    private SocketReader(long requested) {
        this.requested = requested;
    }

    record Open(WebSocket socket, SocketReader reader) {}

    static Open open(URI uri) {
        return open(uri, Long.MAX_VALUE).join();
    }

    /**
     * @param requested how many messages it reads before it is asked to go on
     * @param headers names and values by turns
     */
    static CompletableFuture<Open> open(URI uri, long requested, String... headers) {
        SocketReader reader = new SocketReader(requested);
        WebSocket.Builder builder = SseReader.HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(uri, reader).thenApply(socket -> new Open(socket, reader));
    }

    /** The next message; waits for it. */
    String message() throws InterruptedException {
        String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came; closed: " + closed.getNow("no"));
        }
        return message;
    }

    List<Map<String, Object>> events(int count) throws InterruptedException {
        List<Map<String, Object>> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(Json.readObject(message()));
        }
        return events;
    }

    /** Messages that were not asked for yet. */
    int waiting() {
        return messages.size();
    }

    /** Code and reason of the close; waits for it. */
    String closed() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void onOpen(WebSocket socket) {
        if (requested > 0) {
            socket.request(requested);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.complete("failed: " + error + ", " + error.getCause());
    }
}
