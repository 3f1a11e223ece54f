package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files are torn, changed, swapped and deleted while no server runs. */
class DamagedFilesIT {
    private static final String IDENTIFIER = "product_P001_all_toy";

    @TestFactory
    Stream<DynamicTest> f23VersionsFile() {
        return Rounds.of("F23", "versions.json is torn or nonsense", 1, round -> {
            train(round, 3);
            Path file = round.savedModels().resolve("versions.json");
            byte[] good = Files.readAllBytes(file);
            List<byte[]> bad = List.of(
                    Arrays.copyOf(good, round.random().nextInt(good.length)),
                    noise(round.random(), 64),
                    utf8("[]"),
                    utf8("{\"" + IDENTIFIER + "\": \"3\"}"),
                    utf8("{\"" + IDENTIFIER + "\": 3.5}"),
                    utf8("{\"" + IDENTIFIER + "\": -3}"),
                    utf8("{\"" + IDENTIFIER + "\": 9223372036854775808}"),
                    utf8("{\"" + IDENTIFIER + "\": 3, \"" + IDENTIFIER + "\": 2}"),
                    "{\"product_P001_all_toy\": 3}".getBytes(StandardCharsets.UTF_16));
            byte[] damage = bad.get(round.random().nextInt(bad.size()));
            round.watch().pause();
            damage(round, file, damage);
            round.serve();
            round.watch().resume();
            assertThat(round.readVersions()).isEqualTo(Map.of(IDENTIFIER, 3));
            assertThat(round.savedModels().toFile().list((folder, name) -> name.startsWith("versions.json.corrupt-")))
                    .hasSize(1);
            assertThat(trainOne(round)).containsEntry("version", 4);
        });
    }

    @TestFactory
    Stream<DynamicTest> f24Metadata() {
        return Rounds.of("F24", "the metadata of a model is torn, of another model, or gone", 1, round -> {
            train(round, 2);
            Path file = round.savedModels().resolve(IDENTIFIER + "_v1_metadata.json");
            byte[] good = Files.readAllBytes(file);
            switch (round.random().nextInt(4)) {
                case 0 -> damage(round, file, Arrays.copyOf(good, round.random().nextInt(good.length)));
                case 1 -> damage(round, file, noise(round.random(), good.length));
                case 2 ->
                    damage(
                            round,
                            file,
                            Files.readAllBytes(round.savedModels().resolve(IDENTIFIER + "_v2_metadata.json")));
                default -> Files.delete(file);
            }
            round.serve();
            assertThatV1IsOutOfUse(round);
        });
    }

    @TestFactory
    Stream<DynamicTest> f25Model() {
        return Rounds.of("F25", "one bit of a model is turned, or it is cut, or it is another's", 1, round -> {
            train(round, 2);
            Path file = round.savedModels().resolve(IDENTIFIER + "_v1_model.pth");
            byte[] bytes = Files.readAllBytes(file);
            switch (round.random().nextInt(3)) {
                case 0 -> {
                    bytes[round.random().nextInt(bytes.length)] ^=
                            (byte) (1 << round.random().nextInt(8));
                    damage(round, file, bytes);
                }
                case 1 ->
                    damage(round, file, Arrays.copyOf(bytes, round.random().nextInt(bytes.length)));
                default -> damage(round, file, utf8("weights 1"));
            }
            round.serve();
            assertThatV1IsOutOfUse(round);
        });
    }

    private static void assertThatV1IsOutOfUse(Round round) throws Exception {
        assertThat(trainOne(round)).containsEntry("version", 3);
        assertThat(round.readVersions()).isEqualTo(Map.of(IDENTIFIER, 3));
        round.server().stop();
        assertThat(statusInLedger(round, 1)).isEqualTo("failed");
        assertThat(statusInLedger(round, 3)).isEqualTo("completed");
    }

    private static String statusInLedger(Round round, int version) throws Exception {
        return Aftermath.read(round.data()).models().stream()
                .filter(model -> model.version() == version)
                .map(Aftermath.Model::status)
                .findFirst()
                .orElse("absent");
    }

    @TestFactory
    Stream<DynamicTest> f26DatabaseDeleted() {
        return Rounds.of("F26", "the database is deleted", 1, round -> {
            // the queue and its history are lost with the database; the models are not
            round.waive("I1", "I8");
            train(round, 3);
            for (String file : List.of("shoptraining.db", "shoptraining.db-wal", "shoptraining.db-shm")) {
                Files.deleteIfExists(round.data().resolve(file));
            }
            round.history().fault("database deleted");
            ServerProcess server = round.serve();
            assertThat(trainOne(round)).containsEntry("version", 4);
            server.stop();
            for (int version = 1; version <= 4; version++) {
                assertThat(statusInLedger(round, version)).isEqualTo("completed");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> f26DatabasePageDamaged() {
        return Rounds.of("F26b", "a page of the database is damaged", 1, round -> {
            train(round, 2);
            Path database = round.data().resolve("shoptraining.db");
            long pages = Files.size(database) / 4096;
            try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
                file.write(
                        ByteBuffer.wrap(noise(round.random(), 4096)),
                        4096L * round.random().nextInt((int) pages));
            }
            round.history().fault("page of the database damaged");
            ServerProcess server = round.start(List.of());
            await("a start or a refusal")
                    .atMost(Client.PATIENCE)
                    .until(() ->
                            !server.isAlive() || round.client().get("/healthz").status() == 200);
            if (!server.isAlive()) {
                // refused, with a reason that names the file; never a start on half a queue
                assertThat(server.exit(Duration.ofSeconds(1))).isNotZero();
                assertThat(server.log()).contains("shoptraining.db").doesNotContain("\tat ");
                round.leaveAsItIs();
            }
            // else the page held nothing, or its newer form is in the log of writes: then nothing may be missing
        });
    }

    @TestFactory
    Stream<DynamicTest> f27NewestCheckpointDamaged() {
        return Rounds.of("F27", "the newest checkpoint is damaged", 1, round -> {
            ServerProcess server = round.serve();
            round.reader();
            String task = round.client().submit(round.toy("P001", 12, "stall", 0));
            // it stops before the next checkpoint: nothing is on its way when the server ends
            await("its last checkpoint")
                    .atMost(Client.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Objects.equals(
                            Aftermath.read(round.data()).tasks().get(0).checkpointEpoch(), 2));
            round.kill(server);
            Aftermath.Task row = Aftermath.read(round.data()).tasks().get(0);
            Integer epoch = row.checkpointEpoch();
            assertThat(epoch).isEqualTo(2);
            Path newest =
                    round.savedModels().resolve("checkpoints/" + row.prefix() + "_checkpoint_epoch_" + epoch + ".pth");
            damage(round, newest, noise(round.random(), 8));
            // the one before it is used
            round.mustBeginWith().replaceAll((attempt, first) -> first - 1);
            round.serve();
            assertThat(round.client().awaitEnd(task)).containsEntry("status", "completed");
        });
    }

    @TestFactory
    Stream<DynamicTest> f28StrayFiles() {
        return Rounds.of("F28", "strange files, folders and links with the names of models", 1, round -> {
            round.waive("I4");
            train(round, 1);
            Path secret = Files.writeString(round.home().resolve("secret.txt"), "not for the store");
            Path link = Files.createSymbolicLink(round.savedModels().resolve(IDENTIFIER + "_v7_model.pth"), secret);
            Path folder = Files.createDirectory(round.savedModels().resolve(IDENTIFIER + "_v8_metadata.json"));
            Path stray = Files.writeString(round.savedModels().resolve("notes.txt"), "by hand");
            round.serve();
            Map<String, Object> next = trainOne(round);
            assertThat(next.get("version")).isEqualTo(9);
            round.waive("I2"); // the numbers 2 to 8 are taken by files that no task explains
            assertThat(link).isSymbolicLink();
            assertThat(folder).isEmptyDirectory();
            assertThat(stray).hasContent("by hand");
            assertThat(secret).hasContent("not for the store");
        });
    }

    private static void train(Round round, int models) {
        ServerProcess server = round.serve();
        for (int i = 0; i < models; i++) {
            trainOne(round);
        }
        server.stop();
    }

    private static Map<String, Object> trainOne(Round round) {
        Map<String, Object> done = round.client().awaitEnd(round.client().submit(round.toy("P001", 2, "train", 0)));
        assertThat(done).containsEntry("status", "completed");
        return done;
    }

    private static void damage(Round round, Path file, byte[] bytes) throws IOException {
        round.history().note("fault", Map.of("what", "damaged " + file.getFileName(), "bytes", bytes.length));
        Files.write(file, bytes);
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
