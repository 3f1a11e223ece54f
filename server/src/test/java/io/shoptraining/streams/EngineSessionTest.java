package io.shoptraining.streams;

import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineSessionTest {
    @TempDir
    Path directory;

    @Test
    void aClientThatAnswersAPingBeforeTheServerHasSeenItLeaveIsAskedAgain() {
        try (StreamServer server = StreamServer.start(directory);
                Broadcast broadcast = new Broadcast(server.hub(), StreamServer.QUICK)) {
            HastyClient client = new HastyClient();
            client.open(broadcast);
            await().until(() -> client.pings.get() >= 5);
        }
    }

    /** Answers a ping while it is being sent. */
    private static final class HastyClient implements EngineSession.Listener {
        private final AtomicInteger pings = new AtomicInteger();
        private @Nullable EngineSession session;
        private @Nullable WebSocketLink link;

        void open(Broadcast broadcast) {
            Session socket = (Session) Proxy.newProxyInstance(
                    Session.class.getClassLoader(), new Class<?>[] {Session.class}, (self, method, arguments) -> {
                        if (method.getName().equals("sendText")) {
                            sent((String) arguments[0]);
                            ((Callback) arguments[1]).succeed();
                        }
                        return null;
                    });
            link = new WebSocketLink(socket, broadcast);
            session = new EngineSession("a", "", broadcast, link, opened -> this, closed -> {});
            session.open();
        }

        private void sent(String text) {
            if (session != null && link != null && text.equals(String.valueOf(EnginePackets.PING))) {
                pings.incrementAndGet();
                session.receive(link, EnginePackets.of(EnginePackets.PONG));
            }
        }

        @Override
        public void message(WireMessage message) {}

        @Override
        public void closed(CloseReason reason) {}
    }
}
