package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelFilesTest {
    private static final Map<String, LearnerContract> LEARNERS = Map.of(
            ".pth",
            new TransformerTest(),
            ".txt",
            new LightGbmTest(),
            ".ubj",
            new XgBoostTest(),
            ".zip",
            new EnsembleTest());

    @TempDir
    Path folder = Path.of("unset");

    @ParameterizedTest
    @ValueSource(strings = {".pth", ".txt", ".ubj", ".zip"})
    void aModelFileOpensAndAnotherIsRefused(String extension) throws IOException {
        Path file = folder.resolve("m_model" + extension);
        try (TrainedModel model =
                Objects.requireNonNull(LEARNERS.get(extension)).fit(LearnerContract.weekly(), 1, 1, Listener.quiet())) {
            model.save(file);
        }
        assertThatCode(() -> ModelFiles.check(file)).doesNotThrowAnyException();
        Files.writeString(file, "something else");
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> ModelFiles.check(file))
                .withMessageContaining("m_model" + extension);
    }
}
