package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shoptraining.disk.StoredZip;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemberFilesTest {
    @TempDir
    Path folder = Path.of("unset");

    @Test
    void filesAreFoundByTheNumberOfTheirModelUntilTheyAreClosed() throws IOException {
        Path file;
        try (MemberFiles files = MemberFiles.read(archive("0.txt", "2.ubj"))) {
            assertThat(files.byModel()).containsOnlyKeys(0, 2);
            file = Objects.requireNonNull(files.byModel().get(2));
            assertThat(Files.readString(file)).isEqualTo("2.ubj");
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../0.txt", "/0.txt", "0.exe", "00.txt", "100.pth", "0.txt/1.txt", "a"})
    void anEntryOfAnotherNameIsRefused(String name) throws IOException {
        assertRefused(archive(name), name);
    }

    @Test
    void twoFilesOfOneModelAreRefused() throws IOException {
        assertRefused(archive("1.txt", "1.ubj"), "model 1");
    }

    private static void assertRefused(Path archive, String why) {
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> MemberFiles.read(archive))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    private Path archive(String... names) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String name : names) {
            entries.put(name, name.getBytes(StandardCharsets.US_ASCII));
        }
        return Files.write(folder.resolve("m_model.zip"), StoredZip.write(entries));
    }
}
