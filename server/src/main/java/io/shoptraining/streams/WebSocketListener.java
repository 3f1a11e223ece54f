package io.shoptraining.streams;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** What Jetty calls for one WebSocket; public because Jetty calls nothing else. */
public final class WebSocketListener implements Session.Listener.AutoDemanding {
    /** The protocol on one WebSocket; never two calls at once. */
    interface Peer {
        void opened(WebSocketLink link);

        void message(WireMessage message);

        /** Told at least once after {@link #opened}, however the WebSocket ended. */
        void gone();
    }

    private final Peer peer;
    private final Broadcast broadcast;
    private @Nullable WebSocketLink link;

    WebSocketListener(Peer peer, Broadcast broadcast) {
        this.peer = peer;
        this.broadcast = broadcast;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        WebSocketLink opened = new WebSocketLink(session, broadcast);
        link = opened;
        peer.opened(opened);
    }

    @Override
    public void onWebSocketText(String text) {
        heard();
        peer.message(WireMessage.of(text));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        heard();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        callback.succeed();
        peer.message(WireMessage.of(bytes));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        peer.gone();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        peer.gone();
    }

    private void heard() {
        if (link != null) {
            link.heard();
        }
    }
}
