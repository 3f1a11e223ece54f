package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
    @TempDir
    Path store;

    private ModelRegistry registry;

    @BeforeEach
    void openTheStore() {
        registry = ModelRegistry.open(store);
    }

    private Path file(String suffix) {
        return store.resolve(Shop.PREFIX + suffix);
    }

    /** The models whose metadata can be read. */
    private List<ModelMetadata> models() throws IOException {
        return new MetadataFiles(new StoreLayout(store)).scan().models();
    }

    private void quarantine(Path... files) throws IOException {
        new Housekeeping(new StoreLayout(store)).quarantine(List.of(files));
    }

    private List<String> problems() {
        return registry.verifyAll(path -> {}).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void damagedMetadataIsRefusedAndSkippedAndReported() throws IOException {
        Shop.published(registry, 1, "accepted");
        Shop.published(registry, 2, "accepted");
        String text = Files.readString(file("_metadata.json"));
        for (String damaged : List.of(
                "",
                text.substring(0, 300),
                text.replace("\"4.0\"", "\"5.0\""),
                text.replace("accepted", "perhaps"),
                text.replace("_v1", "_v3"),
                text.replace("_model.pth", "/../x"),
                text.replace("\"version\"", "\"ver\""))) {
            Files.writeString(file("_metadata.json"), damaged);
            assertThatThrownBy(() -> registry.find(Shop.PREFIX))
                    .isInstanceOfSatisfying(
                            ShopTrainingException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE))
                    .hasMessageStartingWith(Shop.PREFIX + "_metadata.json cannot be used: ");
            assertThat(models()).extracting(ModelMetadata::version).containsExactly(2);
            assertThat(registry.verify(Shop.PREFIX)).hasSize(1);
            assertThat(problems()).anyMatch(line -> line.startsWith(Shop.PREFIX + "_metadata.json: "));
        }
    }

    @Test
    void aDamagedModelFileIsRefusedAndReported() throws IOException {
        ModelMetadata metadata = Shop.published(registry, 1, "accepted");
        Files.writeString(file("_model.pth"), "the weightz");
        assertThatThrownBy(() -> registry.modelFile(metadata))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
        assertThat(problems()).singleElement().asString().contains("_model.pth: has SHA-256");
        Files.writeString(file("_model.pth"), "short");
        assertThat(problems()).singleElement().asString().contains("has 5 bytes, not 11");
        Files.delete(file("_model.pth"));
        assertThat(registry.verify(Shop.PREFIX)).containsExactly(new Problem(Shop.PREFIX + "_model.pth", "is missing"));
    }

    @Test
    void aModelThatCannotBeOpenedIsReported() throws IOException {
        Shop.published(registry, 1, "accepted");
        VerifyReport report = registry.verifyAll(path -> {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, "not a zip file");
        });
        assertThat(report.models()).isEqualTo(1);
        assertThat(report.isSound()).isFalse();
        assertThat(report.problems().get(0).reason()).isEqualTo("cannot be opened: not a zip file");
    }

    @Test
    void strayFilesAndWrongNumbersAreReported() throws IOException {
        Shop.published(registry, 1, "accepted");
        Files.writeString(store.resolve("notes.txt"), "x");
        Files.writeString(store.resolve("product_P9_all_tcn_v1_model.pth"), "x");
        Files.writeString(store.resolve("versions.json"), "{\"store_S_all_tcn\":2}");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "notes.txt: does not belong to the store",
                        "product_P9_all_tcn_v1_model.pth: has no metadata that mentions it",
                        "versions.json: says 0 for " + Shop.IDENTIFIER + ", but version 1 is accepted",
                        "versions.json: says 2 for store_S_all_tcn, but no such model is accepted");
        registry.raiseVersions(Map.of(Shop.IDENTIFIER, 1));
        assertThat(registry.versions()).isEqualTo(Map.of(Shop.IDENTIFIER, 1, "store_S_all_tcn", 2));
    }

    @Test
    void aLostVersionsFileIsRebuiltFromTheMetadata() throws IOException {
        Shop.published(registry, 3, "accepted");
        Shop.published(registry, 4, "rejected");
        Files.delete(store.resolve("versions.json"));
        assertThat(problems()).containsExactly("versions.json: is missing");
        assertThat(registry.versions()).isEqualTo(Map.of(Shop.IDENTIFIER, 3));
        registry.raiseVersions(Map.of());
        assertThat(problems()).isEmpty();
    }

    @Test
    void theHighestVersionCountsEveryFileThatWasThereAtTheStartAndVersionsJson() throws IOException {
        assertThat(registry.highestVersion(Shop.IDENTIFIER)).isZero();
        Shop.published(registry, 2, "accepted");
        assertThat(atANewStart()).isEqualTo(2);
        Files.writeString(store.resolve("checkpoints/" + Shop.IDENTIFIER + "_v5_checkpoint_best.pth"), "x");
        Files.writeString(store.resolve(Shop.IDENTIFIER + "x_v9_model.pth"), "another identifier");
        assertThat(atANewStart()).isEqualTo(5);
        Files.writeString(store.resolve(Shop.IDENTIFIER + "_v7_model.pth"), "x");
        quarantine(store.resolve(Shop.IDENTIFIER + "_v7_model.pth"));
        assertThat(atANewStart()).isEqualTo(7);
        Files.writeString(store.resolve("versions.json"), "{\"" + Shop.IDENTIFIER + "\":8}");
        assertThat(registry.highestVersion(Shop.IDENTIFIER)).isEqualTo(8);
    }

    private int atANewStart() {
        return ModelRegistry.open(store).highestVersion(Shop.IDENTIFIER);
    }

    @Test
    void namesThatLeadElsewhereFindNothing() {
        assertThat(registry.find("../../etc/passwd")).isEmpty();
        assertThat(registry.find("product_../x_all_tcn_v1")).isEmpty();
        assertThatThrownBy(() -> registry.verify("..")).hasMessageContaining("is not the name of a model");
        assertThatThrownBy(() -> registry.stage("../x", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStoreOpenedForReadingIsNeverWritten(@TempDir Path empty) throws IOException {
        ModelRegistry reader = ModelRegistry.readOnly(empty.resolve("none"));
        assertThat(reader.prefixes()).isEmpty();
        assertThat(reader.versions()).isEmpty();
        assertThat(reader.verifyAll(path -> {}).isSound()).isTrue();
        assertThatThrownBy(() -> reader.stage(Shop.TASK, 1))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_READ_ONLY));
        assertThatThrownBy(() -> reader.raiseVersions(Map.of())).hasMessageContaining("for reading only");
        assertThat(Shop.names(empty)).isEmpty();
    }

    @Test
    void aStoreThatCannotBeMadeIsRefusedWithItsName(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> ModelRegistry.open(file.resolve("saved_models")))
                .isInstanceOf(ShopTrainingException.class)
                .hasMessageStartingWith("the store " + file);
    }

    @Test
    void aStageIsEmptyEveryTimeAndCleanedUnlessKept() throws IOException {
        Files.writeString(registry.stage(Shop.TASK, 1).resolve("old"), "x");
        assertThat(registry.stage(Shop.TASK, 1)).isEmptyDirectory();
        registry.stage(Shop.TASK, 2);
        registry.cleanStages(Set.of(Shop.TASK + ".2"));
        assertThat(Shop.names(store.resolve(".store/attempts"))).containsExactly(Shop.TASK + ".2");
    }

    @Test
    void quarantinedFilesAreKeptApart() throws IOException {
        for (int i = 0; i < 2; i++) {
            Files.writeString(store.resolve("x"), "content " + i);
            quarantine(store.resolve("x"), store.resolve("missing"));
        }
        assertThat(store.resolve("x")).doesNotExist();
        assertThat(store.resolve(".store/quarantine/1/x")).hasContent("content 0");
        assertThat(store.resolve(".store/quarantine/2/x")).hasContent("content 1");
    }

    @Test
    void aRemovedModelLiesInQuarantineAndItsNumberStays() throws IOException {
        ModelMetadata metadata = Shop.published(registry, 1, "accepted");
        Shop.published(registry, 2, "accepted");
        Path best = store.resolve("checkpoints/" + Shop.IDENTIFIER + "_v2_checkpoint_best.pth");
        Files.writeString(best, "best");
        List<ManifestFile> manifest =
                registry.find(Shop.IDENTIFIER + "_v2").orElseThrow().manifest();

        registry.remove(Shop.IDENTIFIER + "_v2", manifest);
        registry.remove(Shop.IDENTIFIER + "_v2", manifest);

        assertThat(models()).extracting(ModelMetadata::filenamePrefix).containsExactly(metadata.filenamePrefix());
        assertThat(best).doesNotExist();
        assertThat(Shop.names(store.resolve(".store/quarantine"))).containsExactly("1");
        assertThat(Shop.names(store.resolve(".store/quarantine/1")))
                .containsExactly(
                        Shop.IDENTIFIER + "_v2_checkpoint_best.pth",
                        Shop.IDENTIFIER + "_v2_loss_curve.png",
                        Shop.IDENTIFIER + "_v2_metadata.json",
                        Shop.IDENTIFIER + "_v2_model.pth");
        assertThat(registry.versions()).isEqualTo(Map.of(Shop.IDENTIFIER, 2));
        assertThat(problems()).isEmpty();
        assertThat(atANewStart()).isEqualTo(2);
    }

    /** F24. */
    @Test
    void metadataTornAtAnyByteIsNeverServed() throws IOException {
        Shop.published(registry, 1, "accepted");
        byte[] whole = Files.readAllBytes(file("_metadata.json"));
        for (int length = 0; length < whole.length - 2; length++) {
            Files.write(file("_metadata.json"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> registry.find(Shop.PREFIX)).isInstanceOf(ShopTrainingException.class);
            assertThat(models()).isEmpty();
        }
        assertThat(atANewStart()).isEqualTo(1);
    }

    /** F28. */
    @Test
    void linksAndDirectoriesWithNamesOfTheStoreAreListedAndNeitherFollowedNorDeleted(@TempDir Path outside)
            throws IOException {
        Shop.published(registry, 1, "accepted");
        Path secret = Files.writeString(outside.resolve("secret"), Files.readString(file("_metadata.json")));
        String other = Shop.IDENTIFIER + "_v2";
        Files.createSymbolicLink(store.resolve(other + "_metadata.json"), secret);
        Files.createDirectory(store.resolve(Shop.IDENTIFIER + "_v3_metadata.json"));
        Files.createSymbolicLink(store.resolve(Shop.IDENTIFIER + "_v4_model.pth"), outside);
        Files.createSymbolicLink(store.resolve("loop"), store);
        Files.delete(store.resolve("versions.json"));
        Files.createSymbolicLink(store.resolve("versions.json"), secret);
        List<String> before = Shop.names(store);

        assertThat(models()).extracting(ModelMetadata::version).containsExactly(1);
        assertThatThrownBy(() -> registry.find(other)).hasMessageContaining("is not a regular file");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        other + "_metadata.json: " + other + "_metadata.json cannot be used: is not a regular file",
                        Shop.IDENTIFIER + "_v3_metadata.json: " + Shop.IDENTIFIER
                                + "_v3_metadata.json cannot be used: is not a regular file",
                        Shop.IDENTIFIER + "_v4_model.pth: has no metadata that mentions it",
                        "loop: does not belong to the store",
                        "versions.json: is not an object of identifiers and versions");
        assertThat(Shop.names(store)).isEqualTo(before);

        registry.raiseVersions(Map.of());
        registry.cleanStages(Set.of());
        registry.remove(other, List.of());
        assertThat(registry.versions()).isEqualTo(Map.of(Shop.IDENTIFIER, 1));
        assertThat(secret).hasContent(Files.readString(file("_metadata.json")));
        assertThat(outside.toFile().list()).containsExactly("secret");
        assertThat(Shop.names(store)).anyMatch(name -> name.startsWith("versions.json.corrupt-"));
    }
}
