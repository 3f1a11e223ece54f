package io.shoptraining.streams;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main namespace of Socket.IO: every event by its name; what a client emits itself is not listened to. */
final class EventNamespace implements SocketIoConnection.Namespace {
    private final Broadcast broadcast;
    private final Map<String, String> query;

    /** @param query of the request that began the session; what a client says when it joins goes before */
    EventNamespace(Broadcast broadcast, Map<String, String> query) {
        this.broadcast = broadcast;
        this.query = query;
    }

    @Override
    public SocketIoConnection.Member join(EngineSession session, Map<String, Object> auth) {
        StreamRequest request = StreamRequest.of("since", value("since", auth), value("task_id", auth));
        Client client = new Client(session);
        return client.of(broadcast.join(session.caller(), request, client));
    }

    private @Nullable String value(String name, Map<String, Object> auth) {
        Object value = auth.get(name);
        return value == null ? query.get(name) : value.toString();
    }

    private static final class Client implements SocketIoConnection.Member, Sink {
        private final EngineSession session;
        private @Nullable ClientStream stream;

        Client(EngineSession session) {
            this.session = session;
        }

        Client of(ClientStream joined) {
            this.stream = joined;
            return this;
        }

        @Override
        public void joined() {
            if (stream != null) {
                stream.start();
            }
        }

        @Override
        public void event(SocketIoPacket event, List<WireMessage> attachments) {
            // a client has nothing to ask for here
        }

        @Override
        public void left(CloseReason reason) {
            if (stream != null) {
                stream.close(reason);
            }
        }

        @Override
        public void send(List<EventFrame> frames, Done done) {
            session.send(frames.stream().map(EventFrame::packet).toList(), done);
        }

        @Override
        public void end(CloseReason reason) {
            if (reason == CloseReason.GONE || reason == CloseReason.BYE) {
                return;
            }
            SocketIoPacket farewell = SocketIoPacket.of(
                    SocketIoPacket.Type.EVENT,
                    SocketIoPacket.MAIN,
                    List.of("stream_closed", Map.of("reason", reason.word())));
            session.close(reason, List.of(farewell.message()));
        }

        @Override
        public void tick() {
            // Engine.IO asks by itself whether the client is there
        }
    }
}
