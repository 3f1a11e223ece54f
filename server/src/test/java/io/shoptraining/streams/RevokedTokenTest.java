package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.access.Access;
import io.shoptraining.access.Role;
import io.shoptraining.server.OpenShop;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that is good no more ends what was begun with it, and nothing else. */
class RevokedTokenTest {
    private static final String SOCKET_IO = "/socket.io/?EIO=4&transport=";

    @TempDir
    Path root;

    private OpenShop shop;
    private Access access;
    private Access.Created lost;
    private Access.Created kept;

    @BeforeEach
    void open() {
        shop = OpenShop.open(root);
        access = shop.server().access();
        lost = access.create("lost", Role.VIEWER);
        kept = access.create("kept", Role.VIEWER);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static String[] bearer(Access.Created token) {
        return new String[] {"Authorization", "Bearer " + token.secret()};
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://" + shop.authority() + path);
    }

    private SseReader sse(Access.Created token) throws Exception {
        SseReader reader = SseReader.open(uri("http", EventStreams.EVENTS), bearer(token));
        assertThat(reader.line()).startsWith("retry: ");
        return reader;
    }

    private SocketReader.Open socket(Access.Created token, String path) {
        return SocketReader.open(uri("ws", path), Long.MAX_VALUE, bearer(token)).join();
    }

    @Test
    void serverSentEvents() throws Exception {
        try (SseReader other = sse(kept);
                SseReader reader = sse(lost)) {
            access.revoke(lost.token().id());

            assertThat(reader.rest()).contains("event: stream_closed", "data: {\"reason\":\"unauthenticated\"}");
            access.revoke(kept.token().id());
            // it was there until now
            assertThat(other.rest()).contains("data: {\"reason\":\"unauthenticated\"}");
        }
    }

    @Test
    void webSockets() {
        SocketReader.Open open = socket(lost, EventStreams.WEB_SOCKET);
        access.revoke(lost.token().id());

        assertThat(open.reader().closed()).isEqualTo("1008 unauthenticated");
    }

    @Test
    void socketIoOverAWebSocketAlsoWhenItHasNotJoinedYet() throws Exception {
        SocketReader.Open joined = socket(lost, SOCKET_IO + "websocket");
        assertThat(joined.reader().message()).startsWith("0{");
        joined.socket().sendText("40", true).join();
        assertThat(joined.reader().message()).startsWith("40{");
        SocketReader.Open waiting = socket(lost, SOCKET_IO + "websocket");
        assertThat(waiting.reader().message()).startsWith("0{");

        access.revoke(lost.token().id());

        assertThat(joined.reader().message()).isEqualTo("42[\"stream_closed\",{\"reason\":\"unauthenticated\"}]");
        assertThat(joined.reader().closed()).isEqualTo("1008 unauthenticated");
        assertThat(waiting.reader().closed()).isEqualTo("1008 unauthenticated");
    }

    @Test
    void socketIoOverRequests() throws Exception {
        assertThat(poll(SOCKET_IO + "polling").statusCode()).isEqualTo(200);
        String sid = poll(SOCKET_IO + "polling").body().replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
        access.revoke(lost.token().id());

        assertThat(poll(SOCKET_IO + "polling&sid=" + sid).statusCode()).isEqualTo(401);
        HttpRequest asKept = HttpRequest.newBuilder(uri("http", SOCKET_IO + "polling&sid=" + sid))
                .headers(bearer(kept))
                .build();
        assertThat(SseReader.HTTP
                        .send(asKept, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("Session ID unknown");
    }

    private HttpResponse<String> poll(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("http", path)).headers(bearer(lost)).build();
        return SseReader.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoWasLetInJustBeforeIsNotServed() {
        try (Broadcast broadcast = new Broadcast(shop.server().events(), StreamSettings.DEFAULTS)) {
            broadcast.revoke("gone");
            RecordingSink sink = new RecordingSink();
            broadcast.join("gone", StreamRequest.of("since", null, null), sink);

            assertThat(sink.ended).isEqualTo(CloseReason.UNAUTHENTICATED);
            assertThat(broadcast.clients()).isZero();
            broadcast.end(CloseReason.SHUTTING_DOWN);
        }
    }

    private static final class RecordingSink implements Sink {
        private CloseReason ended = CloseReason.GONE;

        @Override
        public void send(List<EventFrame> frames, Done done) {
            throw new AssertionError("nothing may be sent");
        }

        @Override
        public void end(CloseReason reason) {
            ended = reason;
        }

        @Override
        public void tick() {
            // nothing to do
        }
    }
}
