package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.events.Event;
import io.shoptraining.streams.SocketReader.Open;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand clients that all come back when the server does, each with the number that it has seen last. */
class ReconnectStormTest {
    private static final int CLIENTS = 1_000;
    private static final int TASKS = 10;

    @TempDir
    Path directory;

    @Test
    void everyClientHearsTheRestOnceAndOneEndOfEachTask() throws Exception {
        long known = 0;
        try (StreamServer first = StreamServer.start(directory, StreamServer.PATIENT, 0)) {
            finishTasks(first, 0, TASKS / 2);
            known = first.stored().size();
        }
        try (StreamServer second = StreamServer.start(directory, StreamServer.PATIENT, 0)) {
            finishTasks(second, TASKS / 2, TASKS - 1);
            Random random = new Random(1);
            List<Long> since = new ArrayList<>();
            List<CompletableFuture<Open>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                since.add((long) random.nextInt((int) known + 1));
                clients.add(SocketReader.open(
                        second.webSocket(EventStreams.WEB_SOCKET + "?since=" + since.get(i)), Long.MAX_VALUE));
            }
            clients.forEach(CompletableFuture::join);
            finishTasks(second, TASKS - 1, TASKS);

            List<Event> all = second.stored();
            for (int i = 0; i < CLIENTS; i++) {
                long from = since.get(i);
                List<Map<String, Object>> events =
                        clients.get(i).join().reader().events(all.size() - (int) from);
                assertThat(events.stream().map(Frames::seq).toList())
                        .isEqualTo(all.stream()
                                .map(Event::seq)
                                .filter(seq -> seq > from)
                                .toList());
            }
            assertThat(second.streams().clients()).isEqualTo(CLIENTS);
            clients.forEach(client -> client.join().socket().abort());
            await().until(() -> second.streams().clients() == 0);
        }
    }

    private static void finishTasks(StreamServer server, int from, int to) {
        for (int task = from; task < to; task++) {
            server.update("t" + task, "update");
            server.log("t" + task, 5);
            server.update("t" + task, "completed");
        }
    }
}
