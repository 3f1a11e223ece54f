package io.shoptraining.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Events of a server: in order, each once, also when the connection is lost in between. */
class EventFeedTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    @Test
    void goesOnAfterTheLastEventWhenTheConnectionIsLost() {
        List<String> notes = new CopyOnWriteArrayList<>();
        try (TinyServer server = TinyServer.answering(exchange -> {
            long since = Long.parseLong(exchange.getRequestURI().getQuery().replaceAll(".*since=([0-9]+).*", "$1"));
            // two new ones each time, after one that was seen already
            send(exchange, event(since) + event(since + 1) + event(since + 2));
        })) {
            HttpShop shop = new HttpShop(server.address(), Optional::empty, notes::add);
            List<Long> seen = new ArrayList<>();
            try (EventFeed feed = shop.follow(7, "t1")) {
                while (seen.size() < 6) {
                    Event event = feed.next(WAIT);
                    assertThat(event).isNotNull();
                    seen.add(event == null ? 0 : event.seq());
                }
            }
            assertThat(seen).containsExactly(8L, 9L, 10L, 11L, 12L, 13L);
            assertThat(server.requests())
                    .extracting(TinyServer.Request::toString)
                    .startsWith(
                            "GET /api/v1/events?since=7&task_id=t1",
                            "GET /api/v1/events?since=9&task_id=t1",
                            "GET /api/v1/events?since=11&task_id=t1");
            assertThat(notes).anyMatch(note -> note.contains("connection to the server is lost"));
        }
    }

    @Test
    void aServerThatRefusesEndsTheFeed() {
        try (TinyServer server = TinyServer.answering(exchange -> TinyServer.send(exchange, 401, "text/plain", ""))) {
            HttpShop shop = new HttpShop(server.address(), Optional::empty, note -> {});
            try (EventFeed feed = shop.follow(0, null)) {
                assertThatThrownBy(() -> feed.next(WAIT))
                        .asInstanceOf(InstanceOfAssertFactories.type(ShopTrainingException.class))
                        .extracting(ShopTrainingException::code)
                        .isEqualTo(ErrorCode.UNAUTHENTICATED);
            }
        }
    }

    @Test
    void linesAreEventsWhateverElseStandsBetweenThem() {
        ServerSentEvents parser = new ServerSentEvents();
        String stream = """
                : a comment
                retry: 1000

                id: 4
                event: training_log
                data: {"seq":4,"event":"training_log","ts":"2026-01-01T00:00:00Z",
                data: "task_id":"t","line":1}

                data:{"of":"another kind"}

                """;
        List<Event> events =
                stream.lines().map(parser::line).flatMap(Optional::stream).toList();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).seq()).isEqualTo(4);
        assertThat(events.get(0).event()).isEqualTo(Event.TRAINING_LOG);
        assertThat(events.get(0).taskId()).isEqualTo("t");
        assertThat(events.get(0).payload()).containsEntry("line", 1);
    }

    private static String event(long seq) {
        return "id: " + seq + "\nevent: training_log\ndata: {\"seq\":" + seq
                + ",\"event\":\"training_log\",\"ts\":\"2026-01-01T00:00:00Z\",\"task_id\":\"t1\"}\n\n";
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
