package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.testing.RandomSeeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsFileTest {
    private static final Map<String, Integer> COMMITTED = Map.of("product_P001_all_mlstm", 4, "store_S1_all_tcn", 2);

    @TempDir
    Path store;

    private Path file;
    private VersionsFile versions;

    @BeforeEach
    void prepareTheStore() throws IOException {
        new StoreLayout(store).create();
        file = store.resolve("versions.json");
        versions = new VersionsFile(store, () -> COMMITTED);
    }

    private List<String> keptAside() throws IOException {
        return Shop.names(store).stream()
                .filter(name -> name.startsWith("versions.json.corrupt-"))
                .toList();
    }

    @Test
    void aNumberIsRaisedAndNeverLowered() throws IOException {
        versions.raise(Map.of("a", 3));
        versions.raise(Map.of("a", 2, "b", 1));
        assertThat(versions.read()).containsEntry("a", 3).containsEntry("b", 1);
        assertThat(store.resolve("versions.json.lock")).isEmptyFile();
    }

    @Test
    void aMissingFileIsRebuiltFromTheMetadata() throws IOException {
        assertThat(versions.read()).isEqualTo(COMMITTED);
        assertThat(file).doesNotExist();
        versions.raise(Map.of());
        assertThat(Json.readObject(Files.readString(file))).isEqualTo(Map.copyOf(COMMITTED));
    }

    @Test
    void aFileTornAtAnyByteIsKeptAsideAndRebuilt() throws IOException {
        versions.raise(Map.of("product_P001_all_mlstm", 5));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 2; length++) { // without the final "}\n"
            isRebuiltFrom(java.util.Arrays.copyOf(whole, length));
        }
    }

    @RandomSeeds(count = 40)
    void randomBytesAreKeptAsideAndRebuilt(Random random) throws IOException {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        isRebuiltFrom(bytes);
    }

    @Test
    void otherJsonIsKeptAsideAndRebuilt() throws IOException {
        for (String json : List.of(
                "[]",
                "null",
                "5",
                "{\"a\":-1}",
                "{\"a\":0}",
                "{\"a\":\"1\"}",
                "{\"a\":1.5}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":99999999999}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1}{\"b\":1}",
                "{\"a\":1000000000}")) {
            isRebuiltFrom(json.getBytes(StandardCharsets.UTF_8));
        }
        isRebuiltFrom("\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        isRebuiltFrom("{\"a\":1}".getBytes(StandardCharsets.UTF_16));
    }

    private void isRebuiltFrom(byte[] damaged) throws IOException {
        for (String name : keptAside()) {
            Files.delete(store.resolve(name));
        }
        Files.write(file, damaged);
        assertThat(versions.fault()).isPresent();
        assertThat(versions.read()).isEqualTo(COMMITTED);
        versions.raise(Map.of("store_S1_all_tcn", 1, "b", 7));
        assertThat(versions.read())
                .containsAllEntriesOf(COMMITTED)
                .containsEntry("b", 7)
                .hasSize(3);
        assertThat(keptAside()).hasSize(1);
        assertThat(store.resolve(keptAside().get(0))).hasBinaryContent(damaged);
    }

    @Test
    void severalProcessesAtOnceLoseNothing() throws IOException, InterruptedException {
        int count = 40;
        List<ChildJvm> children = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            children.add(ChildJvm.start(Child.class, "--", "raise", store.toString(), name, Integer.toString(count)));
        }
        VersionsFile here = new VersionsFile(store, Map::of);
        for (int version = 1; version <= count; version++) {
            here.raise(Map.of("here", version, "here" + version, 1));
        }
        for (ChildJvm child : children) {
            assertThat(child.rest()).isEmpty();
            assertThat(child.exitCode()).isZero();
        }
        Map<String, Integer> read = here.read();
        for (String name : List.of("one", "two", "three", "here")) {
            assertThat(read).containsEntry(name, count);
            for (int version = 1; version <= count; version++) {
                assertThat(read).containsEntry(name + version, 1);
            }
        }
        assertThat(read).containsEntry("shared", count).hasSize(4 * count + 5);
        assertThat(keptAside()).isEmpty();
    }

    @Test
    void severalThreadsAtOnceLoseNothing() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            String name = "thread" + i;
            VersionsFile own = new VersionsFile(store, Map::of);
            Thread thread = new Thread(() -> {
                try {
                    for (int version = 1; version <= 10; version++) {
                        own.raise(Map.of(name + "-" + version, version));
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(versions.read()).hasSize(40);
    }
}
