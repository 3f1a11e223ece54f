package io.shoptraining.streams;

import io.javalin.Javalin;
import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the protocol test suites of Engine.IO and Socket.IO expect of a server under test: an echo, short heartbeats and a
 * namespace named custom. See docs/decisions/socketio.md.
 */
public final class ProtocolSuiteServer {
    private ProtocolSuiteServer() {}

    /** No arguments; listens on port 3000. */
    public static void main(String[] args) throws IOException {
        StreamSettings settings = new StreamSettings(
                100,
                1 << 20,
                1_000_000,
                Duration.ofSeconds(15),
                Duration.ofMillis(300),
                Duration.ofMillis(200),
                Duration.ofSeconds(1));
        Database database = Database.open(Files.createTempDirectory("suite").resolve(Path.of("a.db")));
        Broadcast broadcast = new Broadcast(new EventHub(database, Clock.systemUTC()), settings);
        SocketIoConnection.Namespace main = (session, auth) -> new Echo(session, "/", auth);
        SocketIoConnection.Namespace custom = (session, auth) -> new Echo(session, "/custom", auth);
        Javalin.create(config -> {
                    EventStreams.mountEngine(
                            config,
                            "/engine.io/",
                            new EngineEndpoint(broadcast, (session, query) -> echo(session)),
                            broadcast);
                    EventStreams.mountEngine(
                            config,
                            "/socket.io/",
                            new EngineEndpoint(
                                    broadcast,
                                    (session, query) ->
                                            new SocketIoConnection(session, Map.of("/", main, "/custom", custom))),
                            broadcast);
                })
                .start(3000);
    }

    private static EngineSession.Listener echo(EngineSession session) {
        return new EngineSession.Listener() {
            @Override
            public void message(WireMessage message) {
                session.send(List.of(message.binary() == null ? EnginePackets.message(message.text()) : message), null);
            }

            @Override
            public void closed(CloseReason reason) {}
        };
    }

    private record Echo(EngineSession session, String namespace, Map<String, Object> auth)
            implements SocketIoConnection.Member {
        @Override
        public void joined() {
            send(SocketIoPacket.of(SocketIoPacket.Type.EVENT, namespace, List.of("auth", auth)), List.of());
        }

        @Override
        public void event(SocketIoPacket event, List<WireMessage> attachments) {
            List<Object> arguments = new ArrayList<>((List<?>) event.payload());
            boolean binary = !attachments.isEmpty();
            SocketIoPacket.Type type;
            if (event.id() == null) {
                type = binary ? SocketIoPacket.Type.BINARY_EVENT : SocketIoPacket.Type.EVENT;
                arguments.set(0, "message-back");
            } else {
                type = binary ? SocketIoPacket.Type.BINARY_ACK : SocketIoPacket.Type.ACK;
                arguments.remove(0);
            }
            send(new SocketIoPacket(type, attachments.size(), namespace, event.id(), arguments), attachments);
        }

        private void send(SocketIoPacket packet, List<WireMessage> attachments) {
            List<WireMessage> messages = new ArrayList<>();
            messages.add(packet.message());
            messages.addAll(attachments);
            session.send(messages, null);
        }

        @Override
        public void left(CloseReason reason) {}
    }
}
