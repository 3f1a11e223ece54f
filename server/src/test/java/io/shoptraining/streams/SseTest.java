package io.shoptraining.streams;

import static io.shoptraining.streams.StreamServer.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SseTest {
    @TempDir
    Path directory;

    private StreamServer server;

    @BeforeEach
    void start() {
        server = StreamServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void storedEventsAreFollowedByLiveOnes() throws Exception {
        server.log("a", 120);
        try (SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS + "?since=100"))) {
            assertThat(reader.response().headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(seqs(reader.events(20))).startsWith(101L).endsWith(120L);
            server.update("a", "completed");

            assertThat(reader.line()).isEqualTo("id: 121");
            assertThat(reader.line()).isEqualTo("event: training_update");
            assertThat(reader.line()).startsWith("data: {\"seq\":121,\"event\":\"training_update\",\"ts\":");
        }
    }

    @Test
    void theNumberThatABrowserHasSeenGoesBeforeTheOneInItsAddress() throws Exception {
        server.log("a", 10);
        try (SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS + "?since=2"), "Last-Event-ID", "8")) {
            assertThat(seqs(reader.events(2))).containsExactly(9L, 10L);
        }
    }

    @Test
    void onlyTheEventsOfOneTaskCome() throws Exception {
        server.update("a", "update");
        server.update("b", "update");
        try (SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS + "?since=0&task_id=b"))) {
            assertThat(seqs(reader.events(1))).containsExactly(2L);
            server.update("a", "completed");
            server.update("b", "completed");
            assertThat(seqs(reader.events(1))).containsExactly(4L);
        }
    }

    @Test
    void aQuietStreamSaysThatItLives() throws Exception {
        try (SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS))) {
            assertThat(reader.line()).startsWith("retry: ");
            assertThat(reader.line()).isEqualTo(": ping");
            assertThat(reader.line()).isEqualTo(": ping");
        }
    }

    @Test
    void aClientThatLeavesIsForgotten() throws Exception {
        SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS));
        await().until(() -> server.streams().clients() == 1);
        reader.close();

        await().until(() -> server.streams().clients() == 0);
    }

    @Test
    void everyClientIsToldWhyTheServerLeaves() throws Exception {
        try (SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS))) {
            await().until(() -> server.streams().clients() == 1);
            server.streams().close(CloseReason.SHUTTING_DOWN);

            assertThat(reader.rest()).contains("event: stream_closed", "data: {\"reason\":\"shutting_down\"}");
        }
        assertThat(get(EventStreams.EVENTS, "text/event-stream").statusCode()).isEqualTo(503);
    }

    @Test
    void oneClientTooManyIsRefused() throws Exception {
        server.close();
        server = StreamServer.start(directory, QUICK.withMaxClients(1), 0);
        try (SseReader reader = SseReader.open(server.uri(EventStreams.EVENTS))) {
            assertThat(reader.line()).startsWith("retry: ");
            await().until(() -> server.streams().clients() == 1);

            assertThat(get(EventStreams.EVENTS, "text/event-stream").statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void whatIsNoNumberIsRefused() throws Exception {
        for (String since : List.of("-1", "abc", "1.5", "99999999999999999999", "%00", "1%202")) {
            HttpResponse<String> answer = get(EventStreams.EVENTS + "?since=" + since, "*/*");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).startsWith("since: ");
        }
        assertThat(get(EventStreams.EVENTS + "?task_id=" + "x".repeat(101), "*/*")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void headHasNoBodyAndEnds() throws Exception {
        HttpResponse<String> answer = SseReader.HTTP.send(
                HttpRequest.newBuilder(server.uri(EventStreams.EVENTS))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(server.streams().clients()).isZero();
    }

    @Test
    void pagesFollowEachOtherToTheEnd() throws Exception {
        server.log("a", 5);
        server.update("b", "update");
        Map<String, Object> first = page("?limit=4");
        assertThat(items(first)).containsExactly(1L, 2L, 3L, 4L);
        Map<String, Object> second = page("?limit=4&cursor=" + first.get("next_cursor"));
        assertThat(items(second)).containsExactly(5L, 6L);
        assertThat(second.get("next_cursor")).isNull();

        assertThat(items(page("?since=5"))).containsExactly(6L);
        assertThat(items(page("?task_id=b"))).containsExactly(6L);
    }

    @Test
    void aPageOfLinesHasOneEventALine() throws Exception {
        server.log("a", 3);
        HttpResponse<String> answer = get(EventStreams.EVENTS + "?since=1", "application/x-ndjson");

        assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        assertThat(answer.body().lines().map(Json::readObject).map(Frames::seq)).containsExactly(2L, 3L);
    }

    @Test
    void aPageHasOneToFiveHundredEvents() throws Exception {
        for (String limit : List.of("0", "501", "-1", "x", "9999999999")) {
            HttpResponse<String> answer = get(EventStreams.EVENTS + "?limit=" + limit, "application/json");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("limit").contains("1 to 500");
        }
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return SseReader.HTTP.send(
                HttpRequest.newBuilder(server.uri(path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Map<String, Object> page(String query) throws IOException, InterruptedException {
        return Json.readObject(
                get(EventStreams.EVENTS + query, "application/json").body());
    }

    private static List<Long> items(Map<String, Object> page) {
        List<?> items = page.get("items") instanceof List<?> list ? list : List.of();
        return items.stream().map(Frames::seq).toList();
    }

    private static List<Long> seqs(List<Map<String, Object>> events) {
        return events.stream().map(Frames::seq).toList();
    }
}
