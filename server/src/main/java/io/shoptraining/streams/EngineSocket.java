package io.shoptraining.streams;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A WebSocket of Engine.IO: a session of its own, or the other way to one that began with HTTP requests. */
final class EngineSocket implements WebSocketListener.Peer {
    private final EngineEndpoint endpoint;
    private final String caller;
    private final Map<String, String> query;
    private @Nullable WebSocketLink link;
    private @Nullable EngineSession session;
    private boolean probed;

    EngineSocket(EngineEndpoint endpoint, String caller, Map<String, String> query) {
        this.endpoint = endpoint;
        this.caller = caller;
        this.query = query;
    }

    @Override
    public void opened(WebSocketLink own) {
        link = own;
        String sid = query.get("sid");
        if (sid == null) {
            EngineSession created = endpoint.create(caller, own, query);
            session = created;
            probed = true;
            created.open();
        } else {
            session = endpoint.session(sid);
            if (session == null || !session.mayBeProbed()) {
                own.close(CloseReason.BAD_FRAME);
            }
        }
    }

    @Override
    public void message(WireMessage message) {
        if (session == null || link == null) {
            return;
        }
        if (probed) {
            session.receive(link, message);
        } else if (session.probe(link, message)) {
            probed = true;
        } else {
            link.close(CloseReason.BAD_FRAME);
        }
    }

    @Override
    public void gone() {
        if (session != null && link != null) {
            session.gone(link);
            link.close(CloseReason.GONE);
        }
    }
}
