package io.shoptraining.streams;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** An open WebSocket, as far as both protocols on it need it. */
final class WebSocketLink {
    private final Session session;
    private final Broadcast broadcast;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong heardNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong pingedNanos = new AtomicLong(System.nanoTime());

    WebSocketLink(Session session, Broadcast broadcast) {
        this.session = session;
        this.broadcast = broadcast;
        StreamSettings settings = broadcast.settings();
        session.setMaxTextMessageSize(settings.maxMessageBytes());
        session.setMaxBinaryMessageSize(settings.maxMessageBytes());
        session.setMaxFrameSize(settings.maxMessageBytes());
        // Jetty must not be the first to give up: the ping decides
        session.setIdleTimeout(settings.silence().plus(settings.pingInterval()));
    }

    /**
     * Sends messages in order, each when the one before has left, so that no more than one of them is Jetty's to keep for a
     * client that does not read; {@code done} hears once when all have.
     */
    void send(List<WireMessage> messages, Sink.Done done) {
        send(messages, 0, done);
    }

    private void send(List<WireMessage> messages, int number, Sink.Done done) {
        if (number == messages.size()) {
            done.done(true);
            return;
        }
        Callback callback = Callback.from(() -> send(messages, number + 1, done), failure -> done.done(false));
        WireMessage message = messages.get(number);
        ByteBuffer binary = message.binary();
        if (binary != null) {
            session.sendBinary(binary.duplicate(), callback);
        } else {
            session.sendText(message.text(), callback);
        }
    }

    void sendText(String text) {
        session.sendText(text, Callback.NOOP);
    }

    /** The other side lives. */
    void heard() {
        heardNanos.set(System.nanoTime());
    }

    /** Pings when it is time; false when the other side has not answered for too long. */
    boolean isAlive() {
        long now = System.nanoTime();
        if (now - heardNanos.get() > broadcast.settings().silence().toNanos()) {
            return false;
        }
        if (now - pingedNanos.get() > broadcast.settings().pingInterval().toNanos()) {
            pingedNanos.set(now);
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
        return true;
    }

    /** Closes with code and reason after what was sent before; after the grace, without. */
    void close(CloseReason reason) {
        if (closing.getAndSet(true)) {
            return;
        }
        if (reason != CloseReason.GONE) {
            session.close(reason.webSocketCode(), reason.word(), Callback.NOOP);
        }
        broadcast.after(broadcast.settings().closeGrace(), session::disconnect);
    }
}
