package io.shoptraining.streams;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the plain WebSocket: every event is one text message; what it says itself is not listened to. */
final class WebSocketClient implements WebSocketListener.Peer, Sink {
    /** In a minute; more than anybody needs who has nothing to say. */
    private static final int MAX_MESSAGES = 1_000;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final String caller;
    private final StreamRequest request;
    private final Broadcast broadcast;
    private @Nullable WebSocketLink link;
    private @Nullable ClientStream stream;
    private int messages;
    private long minuteBegan = System.nanoTime();

    WebSocketClient(String caller, StreamRequest request, Broadcast broadcast) {
        this.caller = caller;
        this.request = request;
        this.broadcast = broadcast;
    }

    @Override
    public void opened(WebSocketLink opened) {
        link = opened;
        try {
            ClientStream joined = broadcast.join(caller, request, this);
            stream = joined;
            joined.start();
        } catch (ShopTrainingException e) {
            opened.close(
                    e.code() == ErrorCode.SHUTTING_DOWN ? CloseReason.SHUTTING_DOWN : CloseReason.TOO_MANY_CLIENTS);
        }
    }

    @Override
    public void send(List<EventFrame> frames, Done done) {
        if (link != null) {
            link.send(frames.stream().map(EventFrame::plain).toList(), done);
        }
    }

    @Override
    public void tick() {
        if (link != null && stream != null && !link.isAlive()) {
            stream.close(CloseReason.SILENT);
        }
    }

    @Override
    public void end(CloseReason reason) {
        if (link != null) {
            link.close(reason);
        }
    }

    @Override
    public void message(WireMessage message) {
        if (System.nanoTime() - minuteBegan > MINUTE_NANOS) {
            minuteBegan = System.nanoTime();
            messages = 0;
        }
        if (message.binary() != null) {
            close(CloseReason.TEXT_ONLY);
        } else if (++messages > MAX_MESSAGES) {
            close(CloseReason.TOO_MANY_MESSAGES);
        }
    }

    @Override
    public void gone() {
        close(CloseReason.GONE);
    }

    private void close(CloseReason reason) {
        if (stream != null) {
            stream.close(reason);
        } else if (link != null) {
            link.close(reason);
        }
    }
}
