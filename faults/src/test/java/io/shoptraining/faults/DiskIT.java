package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The disk is full, or refuses to work. */
class DiskIT {
    @TestFactory
    Stream<DynamicTest> f14TheDiskOfTheStoreIsFull() {
        return Rounds.of("F14", "the file system of the store is full for 3 s", 1, round -> {
            try (Tmpfs small = Tmpfs.mount(round.savedModels(), 8)) {
                round.serve();
                round.reader();
                Client client = round.client();
                List<String> tasks = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    tasks.add(client.submit(round.toy("P00" + (1 + i % 2), 6, "train", 100)));
                }
                client.awaitWork(tasks.get(0), 10);
                round.history().fault("store full");
                small.fill();
                round.server().exitWithin(Duration.ofSeconds(3));
                round.history().fault("space again");
                small.empty();
                for (String task : tasks) {
                    assertThat(client.awaitEnd(task)).containsEntry("status", "completed");
                }
                startOnceMore(round);
                round.finish();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> f16WritesFailForWantOfSpace() {
        // pwrite is what SQLite writes with; write would hit sockets and pipes too, which no full disk does
        return Rounds.of(
                "F16",
                "writes of the database fail with ENOSPC",
                1,
                round -> io(round, "posix/io/rw/pwrite*", Fiu.NO_SPACE));
    }

    @TestFactory
    Stream<DynamicTest> f17SyncsFail() {
        return Rounds.of("F17", "fsync fails with EIO", 1, round -> io(round, "posix/io/sync/*", Fiu.IO_ERROR));
    }

    @TestFactory
    Stream<DynamicTest> f18RenamesFail() {
        return Rounds.of("F18", "rename fails with EIO", 1, round -> io(round, "posix/io/dir/rename", Fiu.IO_ERROR));
    }

    /** What failed writes left lying about is gone after the next start. */
    private static void startOnceMore(Round round) throws Exception {
        round.client().awaitAllEnded();
        round.server().stop();
        round.serve();
    }

    /** Runs tasks while calls fail now and then; when the disk is well again, all that was promised must come true. */
    private static void io(Round round, String point, int errno) throws Exception {
        Fiu.require();
        round.waive("I7"); // a checkpoint whose record cannot be written is not saved
        Fiu fiu = Fiu.serve(round);
        Client client = round.client();
        for (int i = 0; i < 4; i++) {
            client.submit(round.toy("P00" + (1 + i % 2), 6, "train", 60));
        }
        fiu.fail(round, point, 0.05 + 0.1 * round.random().nextInt(4), errno);
        for (int i = 0; i < 4; i++) {
            client.submit(round.toy("P001", 2, "train", 0), UUID.randomUUID().toString());
            fiu.server().exitWithin(Duration.ofMillis(500));
        }
        fiu.mend(round, point);
        round.reader();
        if (!fiu.server().isAlive()) {
            round.serve();
        }
        startOnceMore(round);
    }

    @TestFactory
    Stream<DynamicTest> f20TheDiskOfTheDatabaseIsFull() {
        return Rounds.of(
                "F20", "the file system of the database is full for 2 s, that of the store is not", 1, round -> {
                    List<String> settings = Files.readAllLines(round.data().resolve("shoptraining.properties"));
                    try (Tmpfs data = Tmpfs.mount(round.data(), 8);
                            Tmpfs store = Tmpfs.mount(round.savedModels(), 8)) {
                        Files.write(round.data().resolve("shoptraining.properties"), settings);
                        round.serve();
                        Client client = round.client();
                        List<String> tasks = new ArrayList<>();
                        for (int i = 0; i < 4; i++) {
                            tasks.add(client.submit(round.toy("P00" + (1 + i % 2), 6, "train", 100)));
                        }
                        client.awaitWork(tasks.get(0), 10);
                        round.history().fault("database full");
                        data.fill();
                        int refused = 0;
                        for (int i = 0; i < 40 && refused < 3; i++) {
                            Client.Reply reply = client.submit(
                                    round.toy("P001", 2, "train", 0),
                                    UUID.randomUUID().toString());
                            assertThat(reply.status()).as("%s", reply).isIn(202, 503, 507);
                            refused += reply.status() == 202 ? 0 : 1;
                        }
                        assertThat(refused)
                                .as("refused submits while the disk was full")
                                .isEqualTo(3);
                        round.server().exitWithin(Duration.ofSeconds(2));
                        round.history().fault("space again");
                        data.empty();
                        for (String task : tasks) {
                            assertThat(client.awaitEnd(task)).containsEntry("status", "completed");
                        }
                        client.submitInTheEnd(round.toy("P002", 2, "train", 0));
                        round.waive("I7"); // a checkpoint whose record cannot be written is not saved
                        round.reader();
                        startOnceMore(round);
                        round.finish();
                        store.close();
                    }
                });
    }
}
