package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTest {
    @TempDir
    Path store;

    private ModelRegistry registry;

    @BeforeEach
    void openTheStore() {
        registry = ModelRegistry.open(store);
    }

    private void isWholeAndSound() throws IOException {
        assertThat(registry.verifyAll(file -> {}).problems()).isEmpty();
        assertThat(registry.find(Shop.PREFIX)).isPresent();
        assertThat(registry.versions()).containsExactly(java.util.Map.entry(Shop.IDENTIFIER, 1));
        registry.cleanStages(Set.of());
        assertThat(Shop.names(store.resolve(".store/attempts"))).isEmpty();
        assertThat(Shop.names(store))
                .containsExactly(
                        ".store",
                        "checkpoints",
                        Shop.PREFIX + "_loss_curve.png",
                        Shop.PREFIX + "_metadata.json",
                        Shop.PREFIX + "_model.pth",
                        "versions.json",
                        "versions.json.lock");
    }

    @Test
    void aPublishedModelIsFoundWithAllThatWasSaidOfIt() throws IOException {
        ModelMetadata metadata = Shop.published(registry, 1, "accepted");
        ModelMetadata found = registry.find(Shop.PREFIX).orElseThrow();
        assertThat(found.manifest()).isEqualTo(metadata.manifest());
        assertThat(found.metrics()).isEqualTo(metadata.metrics());
        assertThat(found.provenance()).isEqualTo(metadata.provenance());
        assertThat(found.curve()).isEqualTo(metadata.curve());
        assertThat(found.description()).isEqualTo(metadata.description());
        assertThat(registry.modelFile(found).orElseThrow()).hasContent("the weights");
        isWholeAndSound();
    }

    @Test
    void aRejectedModelKeepsItsFilesButNotItsNumberInVersionsJson() throws IOException {
        Shop.published(registry, 1, "rejected");
        assertThat(registry.prefixes()).hasSize(1);
        assertThat(registry.versions()).isEmpty();
        assertThat(registry.highestVersion(Shop.IDENTIFIER)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "publish.beforeLinks",
                "publish.betweenLinkAndUnlink",
                "publish.afterModelLink",
                "publish.afterCurveLink",
                "publish.beforeMetadata",
                "publish.betweenMetadataLinkAndSync",
                "publish.afterMetadata",
                "versions.beforeReplace",
                "publish.afterVersions"
            })
    void aProcessKilledWhilePublishingIsRolledForward(String failpoint) throws IOException, InterruptedException {
        killAt(failpoint);
        List<ManifestFile> manifest = manifest();
        Path stage = Shop.stageOf(registry, 1);
        boolean committed = Files.exists(store.resolve(Shop.PREFIX + "_metadata.json"));
        assertThat(registry.state(Shop.PREFIX, manifest, stage))
                .isEqualTo(committed ? PublishState.COMMITTED : PublishState.ROLL_FORWARD);
        assertThat(registry.find(Shop.PREFIX).isPresent()).isEqualTo(committed);
        registry.publish(Shop.metadata(1, 1, "accepted", manifest), stage);
        isWholeAndSound();
        registry.publish(Shop.metadata(1, 1, "accepted", manifest), stage);
        isWholeAndSound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish.beforeLinks", "publish.afterModelLink", "publish.betweenLinkAndUnlink"})
    void aKilledPublicationWithADamagedFileIsRolledBackAndTheNextAttemptPublishes(String failpoint)
            throws IOException, InterruptedException {
        killAt(failpoint);
        List<ManifestFile> manifest = manifest();
        Path stage = Shop.stageOf(registry, 1);
        Files.writeString(stage.resolve(Shop.PREFIX + "_loss_curve.png"), "torn");
        assertThat(registry.state(Shop.PREFIX, manifest, stage)).isEqualTo(PublishState.ROLL_BACK);
        registry.rollBack(Shop.PREFIX, manifest);
        registry.dropStage(Shop.TASK, 1);
        assertThat(Shop.names(store)).noneMatch(name -> name.startsWith(Shop.PREFIX));
        registry.publish(Shop.staged(registry, 1, 2, "accepted"), Shop.stageOf(registry, 2));
        isWholeAndSound();
    }

    private void killAt(String failpoint) throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(
                Child.class, "-Dshoptraining.failpoint=" + failpoint, "--", "publish", store.toString())) {
            assertThat(child.rest()).isEmpty();
            assertThat(child.exitCode()).isEqualTo(137);
        }
    }

    /** What the killed process had written down: the same files always make the same manifest. */
    private List<ManifestFile> manifest() throws IOException {
        ModelRegistry other = ModelRegistry.open(store.resolve("other"));
        List<ManifestFile> manifest = Shop.staged(other, 1, 1, "accepted").manifest();
        Durable.deleteTree(store.resolve("other"));
        return manifest;
    }

    @Test
    void theSecondOfTwoPublishersOfOneNameIsRefused() throws IOException {
        ModelMetadata first = Shop.staged(registry, 1, 1, "accepted");
        ModelMetadata second = Shop.staged(registry, 1, 2, "accepted");
        registry.publish(first, Shop.stageOf(registry, 1));
        assertThatThrownBy(() -> registry.publish(second, Shop.stageOf(registry, 2)))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(registry.find(Shop.PREFIX).orElseThrow().attempt()).isEqualTo(1);
        isWholeAndSound();
    }

    @Test
    void twoPublishersAtOnceLeaveOneWholeModel() throws Exception {
        ModelMetadata first = Shop.staged(registry, 1, 1, "accepted");
        ModelMetadata second = Shop.staged(registry, 1, 2, "accepted");
        List<ErrorCode> refused = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (ModelMetadata metadata : List.of(first, second)) {
            Thread thread = new Thread(() -> {
                try {
                    registry.publish(metadata, Shop.stageOf(registry, metadata.attempt()));
                } catch (ShopTrainingException e) {
                    refused.add(e.code());
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).containsExactly(ErrorCode.CONFLICT);
        isWholeAndSound();
    }

    @Test
    void aFileOfOtherContentUnderTheNameIsLeftAlone() throws IOException {
        ModelMetadata metadata = Shop.staged(registry, 1, 1, "accepted");
        Path foreign = store.resolve(Shop.PREFIX + "_model.pth");
        Files.writeString(foreign, "somebody's");
        assertThatThrownBy(() -> registry.publish(metadata, Shop.stageOf(registry, 1)))
                .hasMessageContaining("other content");
        assertThat(foreign).hasContent("somebody's");
        assertThat(registry.find(Shop.PREFIX)).isEmpty();
        assertThat(registry.versions()).isEmpty();
    }

    @Test
    void aNameTakenByAnotherModelIsRecognised() throws IOException {
        ModelMetadata metadata = Shop.published(registry, 1, "accepted");
        ManifestFile file = metadata.manifest().get(0);
        List<ManifestFile> other = List.of(new ManifestFile("model", file.name(), 3, "cd".repeat(32)));
        assertThat(registry.state(Shop.PREFIX, other, Shop.stageOf(registry, 1)))
                .isEqualTo(PublishState.TAKEN);
    }

    @Test
    void aStagedFileThatIsNotWhatWasReportedIsRefused() throws IOException {
        Path stage = registry.stage(Shop.TASK, 1);
        List<StagedFile> files = Shop.files(stage);
        Files.writeString(stage.resolve("model.pth.part"), "the weightz");
        assertThatThrownBy(() -> registry.manifest(Shop.PREFIX, Shop.TASK, 1, files))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE))
                .hasMessageContaining("model.pth.part has SHA-256");
    }

    @Test
    void everythingBelongsToTheOwnerAlone() throws IOException {
        Shop.published(registry, 1, "accepted");
        for (String name : Shop.names(store)) {
            String expected = Files.isDirectory(store.resolve(name)) ? "rwx------" : "rw-------";
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.resolve(name))))
                    .as(name)
                    .isEqualTo(expected);
        }
    }
}
