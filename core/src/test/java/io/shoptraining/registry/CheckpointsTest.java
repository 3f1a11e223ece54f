package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    @TempDir
    Path store;

    private ModelRegistry registry;

    @BeforeEach
    void openTheStore() {
        registry = ModelRegistry.open(store);
        registry.stage(Shop.TASK, 1);
    }

    private String adopt(int epoch, boolean best) throws IOException {
        StagedFile file =
                Shop.file(Shop.stageOf(registry, 1), "checkpoint", "ckpt.part", "weights after epoch " + epoch);
        registry.adoptCheckpoint(Shop.PREFIX, Shop.TASK, 1, epoch, best, file);
        return file.sha256();
    }

    private Path epoch(int epoch) {
        return store.resolve("checkpoints/" + Shop.PREFIX + "_checkpoint_epoch_" + epoch + ".pth");
    }

    private List<String> names() throws IOException {
        return Shop.names(store.resolve("checkpoints")).stream()
                .map(name -> name.substring((Shop.PREFIX + "_checkpoint_").length()))
                .toList();
    }

    @Test
    void theLastTwoAndTheBestAreKept() throws IOException {
        for (int epoch = 9; epoch <= 12; epoch++) {
            adopt(epoch, epoch == 10);
        }
        assertThat(names()).containsExactly("best.pth", "epoch_11.pth", "epoch_12.pth");
        assertThat(store.resolve("checkpoints/" + Shop.PREFIX + "_checkpoint_best.pth"))
                .hasContent("weights after epoch 10");
        assertThat(Shop.stageOf(registry, 1)).isEmptyDirectory();
        registry.pruneCheckpoints(Shop.PREFIX);
        assertThat(names()).containsExactly("best.pth");
    }

    @Test
    void theRecordedCheckpointIsTheOneToResumeFrom() throws IOException {
        adopt(1, false);
        String recorded = adopt(2, false);
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 2, recorded)).contains(epoch(2));
    }

    @Test
    void aCheckpointThatWasNotRecordedIsNotTrusted() throws IOException {
        String recorded = adopt(1, false);
        adopt(2, false);
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 1, recorded)).contains(epoch(1));
    }

    @Test
    void theOneBeforeReplacesADamagedOne() throws IOException {
        adopt(1, true);
        String recorded = adopt(2, true);
        Files.writeString(epoch(2), "torn");
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 2, recorded)).contains(epoch(1));
        Files.delete(epoch(2));
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 2, recorded)).contains(epoch(1));
        Files.writeString(epoch(1), "torn");
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 2, recorded)).isEmpty();
    }

    @Test
    void oneThatWasTakenOverJustBeforeTheEndReplacesADamagedOne() throws IOException {
        adopt(1, false);
        String recorded = adopt(2, false);
        adopt(3, false);
        Files.writeString(epoch(2), "torn");
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 2, recorded)).contains(epoch(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.beforeRename", "checkpoint.afterRename"})
    void ofAServerThatDiesOverACheckpointNothingIsLeftAtTheEnd(String failpoint) throws Exception {
        adopt(7, false);
        try (ChildJvm child =
                ChildJvm.start(Child.class, "-Dshoptraining.failpoint=" + failpoint, "--", store.toString())) {
            assertThat(child.rest()).isEmpty();
            assertThat(child.exitCode()).isEqualTo(137);
        }
        assertThat(names())
                .containsExactlyElementsOf(
                        failpoint.endsWith("afterRename")
                                ? List.of("epoch_7.pth", "epoch_8.pth")
                                : List.of("epoch_7.pth"));

        registry.pruneCheckpoints(Shop.PREFIX);
        assertThat(names()).isEmpty();
    }

    /** Takes over the checkpoint of epoch 8, which ends it. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            ModelRegistry registry = ModelRegistry.open(Path.of(arguments[0]));
            StagedFile file = Shop.file(Shop.stageOf(registry, 1), "checkpoint", "ckpt.part", "weights");
            registry.adoptCheckpoint(Shop.PREFIX, Shop.TASK, 1, 8, false, file);
        }
    }

    @Test
    void aTrainingThatStartsAfreshDropsTheLaterEpochsOfTheOldOne() throws IOException {
        adopt(7, false);
        adopt(8, false);
        String recorded = adopt(1, false);
        assertThat(names()).containsExactly("epoch_1.pth");
        assertThat(registry.newestCheckpoint(Shop.PREFIX, 1, recorded)).contains(epoch(1));
    }

    @Test
    void aCheckpointThatIsNotWhatWasReportedIsRefused() throws IOException {
        StagedFile file = Shop.file(Shop.stageOf(registry, 1), "checkpoint", "ckpt.part", "weights");
        Files.writeString(Shop.stageOf(registry, 1).resolve("ckpt.part"), "weightz");
        assertThatThrownBy(() -> registry.adoptCheckpoint(Shop.PREFIX, Shop.TASK, 1, 1, true, file))
                .hasMessageContaining("is damaged");
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsNotRecordedIsLeftAloneHoweverSimilarItsName() throws IOException {
        adopt(1, false);
        List<String> others = List.of(
                Shop.IDENTIFIER + "_v11_checkpoint_epoch_1.pth", Shop.IDENTIFIER + "_v1_checkpoint_epoch_99.pth");
        for (String other : others) {
            Files.writeString(store.resolve("checkpoints").resolve(other), "x");
        }
        for (int epoch = 2; epoch <= 4; epoch++) {
            adopt(epoch, false);
        }
        assertThat(names())
                .contains("epoch_3.pth", "epoch_4.pth", "epoch_99.pth")
                .hasSize(4);
        registry.pruneCheckpoints(Shop.PREFIX);
        assertThat(Shop.names(store.resolve("checkpoints"))).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void modelsInTrainingAtOnceDoNotDisturbEachOther() throws Exception {
        List<Throwable> failures = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        List<Thread> threads = new java.util.ArrayList<>();
        for (int version = 1; version <= 3; version++) {
            String prefix = ModelFileName.prefix(Shop.IDENTIFIER, version);
            int attempt = version;
            Path stage = registry.stage(Shop.TASK, attempt);
            Thread thread = new Thread(() -> {
                try {
                    for (int epoch = 1; epoch <= 20; epoch++) {
                        StagedFile file = Shop.file(stage, "checkpoint", "ckpt.part", prefix + epoch);
                        registry.adoptCheckpoint(prefix, Shop.TASK, attempt, epoch, true, file);
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
        for (int version = 1; version <= 3; version++) {
            String prefix = ModelFileName.prefix(Shop.IDENTIFIER, version);
            assertThat(store.resolve("checkpoints/" + prefix + "_checkpoint_best.pth"))
                    .hasContent(prefix + 20);
        }
    }
}
