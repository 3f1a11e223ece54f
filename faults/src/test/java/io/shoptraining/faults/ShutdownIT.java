package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The server is asked to end. */
class ShutdownIT {
    @TestFactory
    Stream<DynamicTest> f07ToldToEndWithTwoRunning() {
        return Rounds.of("F07", "SIGTERM with 2 running and 2 queued", 1, round -> {
            // a lost worker would be the end of its task
            round.configure("max_attempts", 1);
            round.serve();
            round.reader();
            Client client = round.client();
            List<String> tasks = Stream.of("P001", "P002", "P001", "P002")
                    .map(product -> client.submit(round.toy(product, 60, "train", 100)))
                    .toList();
            client.awaitWork(tasks.get(0), 10);
            client.awaitWork(tasks.get(1), 10);
            round.server().exitWithin(Duration.ofMillis(round.random().nextInt(300)));
            round.history().fault("SIGTERM");
            round.server().terminate();
            CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> {
                while (round.server().isAlive()) {
                    Client.Reply reply = client.submit(
                            round.toy("P001", 2, "train", 0), UUID.randomUUID().toString());
                    assertThat(reply.status()).as("%s", reply).isIn(0, 202, 503);
                    if (reply.status() == 503) {
                        assertThat(reply.code()).isEqualTo("shutting_down");
                    }
                }
            });
            round.server().exit(Duration.ofSeconds(30));
            refused.join();
            Aftermath after = Aftermath.read(round.data());
            for (String task : tasks.subList(0, 2)) {
                assertThat(after.tasks())
                        .filteredOn(row -> row.taskId().equals(task))
                        .singleElement()
                        .satisfies(row -> assertThat(row.status()).isEqualTo("pending"))
                        .satisfies(row -> assertThat(row.checkpointEpoch()).isNotNull());
            }
            round.remember();
            round.serve();
            client.awaitAllEnded();
            for (String task : tasks) {
                assertThat(client.task(task).orElseThrow()).containsEntry("status", "completed");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> f07ToldTwice() {
        return Rounds.of("F07b", "a second SIGTERM ends the server at once", 1, round -> {
            round.configure("max_attempts", 1);
            round.serve();
            round.reader();
            Client client = round.client();
            String slow = client.submit(round.toy("P001", 3, "train", 8_000));
            await("a worker that has begun")
                    .atMost(Client.PATIENCE)
                    .until(() -> !Trace.read(round.home().resolve("trace.txt")).isEmpty());
            round.history().fault("SIGTERM");
            round.server().terminate();
            round.server().exitWithin(Duration.ofMillis(500));
            assertThat(round.server().isAlive()).as("it waits for its worker").isTrue();
            round.history().fault("SIGTERM again");
            round.server().terminate();
            // at once: long before the epoch under way ends
            round.server().exit(Duration.ofSeconds(6));
            round.serve();
            assertThat(client.cancel(slow).status()).isEqualTo(202);
            assertThat(client.awaitEnd(slow)).containsEntry("status", "cancelled");
        });
    }
}
