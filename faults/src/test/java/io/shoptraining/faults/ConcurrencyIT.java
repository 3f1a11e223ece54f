package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Many want the same at the same moment. */
class ConcurrencyIT {
    private static final int CLIENTS = 16;

    @TestFactory
    Stream<DynamicTest> f29ASecondServer() {
        return Rounds.of("F29", "a second server on the same data directory", 1, round -> {
            ServerProcess first = round.serve();
            String done = round.client().submit(round.toy("P001", 3, "train", 0));
            round.client().awaitEnd(done);
            ServerProcess second = round.start(List.of());
            assertThat(second.exit(Duration.ofSeconds(60))).isNotZero();
            assertThat(second.log())
                    .contains("in use by process " + first.pid())
                    .doesNotContain("\tat ");
            assertThat(round.client().get("/healthz").status()).isEqualTo(200);
            round.kill(first);
            round.serve();
            round.client().awaitEnd(round.client().submit(round.toy("P001", 3, "train", 0)));
        });
    }

    @TestFactory
    Stream<DynamicTest> f32TwoHundredSubmitsOfOneIdentifier() {
        return Rounds.of("F32", "200 concurrent submits of one identifier", 1, round -> {
            round.serve();
            Client client = round.client();
            List<Integer> numbers = atOnce(200, i -> {
                Client.Reply reply = client.submit(round.toy("P001", 1, "train", 0), "key-" + i);
                assertThat(reply.status()).as("%s", reply).isEqualTo(202);
                return reply.body().get("version") instanceof Integer version ? version : 0;
            });
            assertThat(new TreeSet<>(numbers))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 200).boxed().toList());
            client.awaitAllEnded();
            assertThat(round.readVersions()).containsEntry("product_P001_all_toy", 200);
        });
    }

    @TestFactory
    Stream<DynamicTest> f33TwoHundredSubmitsWithOneKey() {
        return Rounds.of("F33", "200 concurrent submits with one idempotency key", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            Set<String> ids = new HashSet<>(atOnce(200, i -> {
                Client.Reply reply = client.submit(round.toy("P001", 1, "train", 0), "the-only-key");
                assertThat(reply.status()).as("%s", reply).isIn(200, 202);
                return String.valueOf(reply.body().get("task_id"));
            }));
            assertThat(ids).hasSize(1);
            assertThat(client.list()).hasSize(1);
        });
    }

    @TestFactory
    Stream<DynamicTest> f34CancelAgainstAllElse() {
        return Rounds.of("F34", "cancel against claim, completion and retry", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            List<String> tasks = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                tasks.add(client.submit(round.toy("P001", 2, "train", i % 3)));
            }
            long[] delays = round.random().longs(24, 0, 700).toArray();
            CountDownLatch together = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(24);
            List<Future<?>> cancels = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                String task = tasks.get(i);
                long delay = delays[i];
                cancels.add(pool.submit(() -> {
                    together.await();
                    round.server().exitWithin(Duration.ofMillis(delay));
                    Client.Reply cancelled = client.cancel(task);
                    assertThat(cancelled.status()).as("%s", cancelled).isIn(202, 409);
                    Client.Reply again = client.retry(task);
                    assertThat(again.status()).as("%s", again).isIn(202, 409);
                    return again;
                }));
            }
            together.countDown();
            for (Future<?> cancel : cancels) {
                cancel.get();
            }
            pool.shutdown();
        });
    }

    @TestFactory
    Stream<DynamicTest> f35AForeignLockOnTheDatabase() {
        return Rounds.of("F35", "another program locks the database for 8 s", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            String running = client.submit(round.toy("P001", 30, "train", 100));
            client.awaitWork(running, 3);
            round.history().fault("BEGIN EXCLUSIVE");
            try (Connection foreign = DriverManager.getConnection(
                            "jdbc:sqlite:" + round.data().resolve("shoptraining.db"));
                    Statement statement = foreign.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 30000");
                statement.execute("BEGIN EXCLUSIVE");
                Client.Reply refused = client.submit(round.toy("P002", 2, "train", 0), "while-locked");
                assertThat(refused.status()).as("%s", refused).isIn(503, 0);
                round.server().exitWithin(Duration.ofSeconds(3));
                statement.execute("ROLLBACK");
            }
            client.submitInTheEnd(round.toy("P002", 2, "train", 0));
            client.awaitAllEnded();
            assertThat(client.task(running).orElseThrow()).containsEntry("status", "completed");
        });
    }

    private interface Numbered<T> {
        T run(int number) throws Exception;
    }

    private static <T> List<T> atOnce(int count, Numbered<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                calls.add(() -> work.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
