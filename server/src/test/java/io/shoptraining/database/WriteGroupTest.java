package io.shoptraining.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.testing.RandomSeeds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteGroupTest {
    private static final int THREADS = 8;

    @TempDir
    Path directory;

    private Database database;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("a.db"));
        threads = Executors.newFixedThreadPool(THREADS);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void aThreadThatHasWrittenSleepsWhenItWantsToSleep() throws Exception {
        Thread thread = new Thread(() -> {
            database.change(handle -> insert(handle, "a"));
            LockSupport.park();
        });
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        LockSupport.unpark(thread);
        thread.join();
    }

    @Test
    void writesThatComeWhileOneIsUnderWayShareOneCommit() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> writes = new ArrayList<>();
        writes.add(threads.submit(() -> database.change(handle -> {
            begun.countDown();
            await(go);
            insert(handle, "first");
        })));
        begun.await();
        Set<Long> transactions = new TreeSet<>();
        CountDownLatch called = new CountDownLatch(THREADS - 2);
        for (int i = 0; i < THREADS - 2; i++) {
            String name = "later " + i;
            writes.add(threads.submit(() -> {
                called.countDown();
                database.change(handle -> {
                    insert(handle, name);
                    synchronized (transactions) {
                        transactions.add(Thread.currentThread().getId());
                    }
                });
            }));
        }
        called.await();
        awaitAllAsleep();
        go.countDown();
        for (Future<?> write : writes) {
            write.get();
        }

        assertThat(names()).hasSize(THREADS - 1);
        assertThat(transactions).as("threads that did the work of all").hasSize(1);
    }

    @RandomSeeds(count = 20)
    void theFailureOfOneHarmsNoOtherAndNobodyIsTold(Random random) throws Exception {
        List<Future<String>> writes = new ArrayList<>();
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            String name = "n" + i;
            boolean fails = random.nextInt(3) == 0;
            if (!fails) {
                expected.add(name);
            }
            writes.add(threads.submit(() -> database.write(handle -> {
                insert(handle, name);
                if (fails) {
                    throw new IllegalStateException(name);
                }
                return name;
            })));
        }
        Set<String> acknowledged = new TreeSet<>();
        for (Future<String> write : writes) {
            try {
                acknowledged.add(write.get());
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e).hasRootCauseInstanceOf(IllegalStateException.class);
            }
        }

        assertThat(acknowledged).isEqualTo(expected);
        assertThat(names()).isEqualTo(expected);
    }

    @Test
    void whatFollowsACommitIsCalledInTheOrderOfTheCommits() throws Exception {
        List<Long> told = new ArrayList<>();
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(threads.submit(() -> {
                long[] seq = new long[1];
                return database.write(
                        handle -> {
                            seq[0] = insert(handle, "x");
                            return true;
                        },
                        () -> told.add(seq[0]));
            }));
        }
        for (Future<?> write : writes) {
            write.get();
        }
        assertThat(told).hasSize(300).isSorted();
    }

    @Test
    void aDatabaseThatAnotherProgramHoldsIsAnswered503AndNothingIsAcknowledged() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            for (int i = 0; i < THREADS; i++) {
                writes.add(CompletableFuture.runAsync(
                        () -> {
                            assertThatThrownBy(() -> database.change(handle -> insert(handle, "lost")))
                                    .isInstanceOfSatisfying(
                                            ShopTrainingException.class,
                                            e -> assertThat(e.code().httpStatus())
                                                    .isEqualTo(503))
                                    .hasMessageContaining("another program holds the database");
                            acknowledged.incrementAndGet();
                        },
                        threads));
            }
            CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
            assertThat(names()).as("a reader beside it").isEmpty();
            statement.execute("COMMIT");
        }

        database.change(handle -> insert(handle, "after"));
        assertThat(names()).containsExactly("after");
    }

    @Test
    void aFailedCommitIsHeardByEveryoneWhoseWorkWasInIt() throws SQLException {
        assertThatThrownBy(() -> database.change(handle -> {
                    insert(handle, "gone");
                    // as SQLite does by itself when the disk is full
                    handle.execute("ROLLBACK");
                }))
                .isInstanceOf(ShopTrainingException.class);
        assertThat(names()).isEmpty();
        database.change(handle -> insert(handle, "next"));
        assertThat(names()).containsExactly("next");
    }

    @Test
    void aWriteWithinAWriteIsRefusedInsteadOfWaitingForItself() {
        assertThatThrownBy(() -> database.change(handle -> database.change(inner -> insert(inner, "x"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void afterTheEndWritesAreRefusedAsByAServerThatStops() {
        database.close();
        assertThatThrownBy(() -> database.change(handle -> insert(handle, "x")))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    }

    @Test
    void aKeptReaderSeesWhatWasWrittenSinceItReadLast() {
        for (int i = 0; i < 5; i++) {
            database.change(handle -> insert(handle, "x"));
            int expected = i + 1;
            assertThat(database.<Integer>read(handle -> handle.createQuery("SELECT seq FROM events ORDER BY seq DESC")
                            .mapTo(Integer.class)
                            .findFirst()
                            .orElseThrow()))
                    .isEqualTo(expected);
        }
    }

    private static long insert(Handle handle, String name) {
        return handle.createQuery("INSERT INTO events (ts, event, payload) VALUES ('now', :name, '{}') RETURNING seq")
                .bind("name", name)
                .mapTo(Long.class)
                .one();
    }

    private Set<String> names() {
        return new TreeSet<>(database.<List<String>>read(handle -> handle.createQuery("SELECT event FROM events")
                .mapTo(String.class)
                .list()));
    }

    /** Until every thread but the one that leads waits for its turn. */
    private void awaitAllAsleep() {
        org.awaitility.Awaitility.await()
                .until(() -> Thread.getAllStackTraces().entrySet().stream()
                                .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                                .filter(thread -> java.util.Arrays.stream(thread.getValue())
                                        .anyMatch(frame -> frame.getMethodName().equals("sleep")
                                                && frame.getClassName().contains("WriteGroup")))
                                .count()
                        == THREADS - 2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
