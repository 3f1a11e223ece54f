package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F25: whoever asks for a model file to load it gets none that was changed, in whatever way. */
class DamagedModelTest {
    /** Times {@link #BYTES} times 8 this is over 100,000 bits. */
    private static final int MODELS = 16;

    /** Few, since every damage is followed by a hash of the whole file. */
    private static final int BYTES = 800;

    @TempDir
    Path store;

    private final List<ModelMetadata> models = new ArrayList<>();
    private ModelRegistry registry;

    @BeforeEach
    void publish() throws IOException {
        registry = ModelRegistry.open(store);
        Random random = new Random(25);
        for (int version = 1; version <= MODELS; version++) {
            Path stage = registry.stage(Shop.TASK, 1);
            String text = random.ints(BYTES, ' ', 127)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            List<ManifestFile> manifest = registry.manifest(
                    ModelFileName.prefix(Shop.IDENTIFIER, version),
                    Shop.TASK,
                    1,
                    List.of(
                            Shop.file(stage, "model", "model.pth.part", text),
                            Shop.file(stage, "loss_curve", "loss_curve.png.part", "the picture")));
            ModelMetadata metadata = Shop.metadata(version, 1, "accepted", manifest);
            registry.publish(metadata, stage);
            models.add(metadata);
        }
    }

    @AfterEach
    void everyModelIsGoodAgainSoThatNothingElseWasTheReason() {
        assertThat(models)
                .allSatisfy(model -> assertThat(registry.modelFile(model)).isPresent());
    }

    private Path file(ModelMetadata model) {
        return store.resolve(model.filenamePrefix() + "_model.pth");
    }

    private boolean isRefused(ModelMetadata model) {
        try {
            registry.modelFile(model);
            return false;
        } catch (ShopTrainingException e) {
            return e.code() == ErrorCode.DAMAGED_FILE;
        }
    }

    @OnOneJava
    @Test
    void aModelWithAnyOneBitTurnedIsRefused() throws IOException {
        int refused = 0;
        for (ModelMetadata model : models) {
            byte[] good = Files.readAllBytes(file(model));
            try (FileChannel channel = FileChannel.open(file(model), StandardOpenOption.WRITE)) {
                for (int bit = 0; bit < BYTES * 8; bit++) {
                    put(channel, bit / 8, good[bit / 8] ^ 1 << bit % 8);
                    refused += isRefused(model) ? 1 : 0;
                    put(channel, bit / 8, good[bit / 8]);
                }
            }
        }
        assertThat(refused).isEqualTo(MODELS * BYTES * 8).isGreaterThan(100_000);
    }

    private static void put(FileChannel channel, int position, int value) throws IOException {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), position);
    }

    @Test
    void aModelThatIsCutAtAnyPercentOfItIsRefused() throws IOException {
        for (ModelMetadata model : models) {
            byte[] good = Files.readAllBytes(file(model));
            for (int percent = 0; percent < 100; percent++) {
                Files.write(file(model), Arrays.copyOf(good, BYTES * percent / 100));
                assertThat(isRefused(model)).as("%s at %d %%", model, percent).isTrue();
            }
            Files.write(file(model), good);
        }
    }

    @Test
    void aModelInThePlaceOfAnotherIsRefused() throws IOException {
        for (ModelMetadata model : models) {
            byte[] good = Files.readAllBytes(file(model));
            for (ModelMetadata other : models) {
                if (!other.equals(model)) {
                    Files.copy(file(other), file(model), StandardCopyOption.REPLACE_EXISTING);
                    assertThat(isRefused(model)).as("%s for %s", other, model).isTrue();
                }
            }
            Files.write(file(model), good);
        }
    }
}
