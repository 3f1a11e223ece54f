package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand clients that all come back when the server does, each with the number that it has seen last. They are plain
 * sockets: the JDK's client may lose what comes right after the answer to the upgrade ({@link SocketReader}).
 */
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
            List<PlainClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                since.add((long) random.nextInt((int) known + 1));
                clients.add(PlainClient.ask(second.port(), EventStreams.WEB_SOCKET + "?since=" + since.get(i)));
            }
            for (PlainClient client : clients) {
                client.opened();
            }
            finishTasks(second, TASKS - 1, TASKS);

            List<Event> all = second.stored();
            for (int i = 0; i < CLIENTS; i++) {
                long from = since.get(i);
                List<Long> seqs = new ArrayList<>();
                while (seqs.size() < all.size() - from) {
                    seqs.add(Frames.seq(Json.readObject(clients.get(i).message())));
                }
                assertThat(seqs)
                        .isEqualTo(all.stream()
                                .map(Event::seq)
                                .filter(seq -> seq > from)
                                .toList());
            }
            assertThat(second.streams().clients()).isEqualTo(CLIENTS);
            for (PlainClient client : clients) {
                client.close();
            }
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
