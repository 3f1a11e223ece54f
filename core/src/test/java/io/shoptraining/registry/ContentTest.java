package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
    @TempDir
    Path directory;

    @Test
    void onlyAFileWithOtherBytesIsDamaged() throws IOException {
        Path file = Files.writeString(directory.resolve("model.pth"), "weights");
        String sha256 = Durable.sha256(file);
        assertThat(Content.fault(file, 7, sha256)).isEmpty();
        assertThat(Content.fault(file, -1, sha256)).isEmpty();
        assertThat(Content.fault(file, 8, sha256)).contains("has 7 bytes, not 8");
        assertThat(Content.fault(file, 7, "ab")).contains("has SHA-256 " + sha256 + ", not ab");
        assertThat(Content.fault(directory.resolve("none"), 7, sha256)).contains("is missing");
        assertThat(Content.fault(directory, -1, sha256)).contains("is missing");
        assertThatThrownBy(() -> Content.require(file, 8, sha256))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    /** The system gives an input/output error for this file, as a bad disk does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatCannotBeReadForTheMomentIsNotDamaged() {
        Path unreadable = Path.of("/proc/self/mem");
        assertThatThrownBy(() -> Content.fault(unreadable, -1, "ab")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Content.require(unreadable, -1, "ab")).isInstanceOf(IOException.class);
    }

    @Test
    void aPathThatCannotBeLookedAtIsNotMissing() {
        Path tooLong = directory.resolve("x".repeat(300));
        assertThatThrownBy(() -> Content.absence(tooLong, 1)).isInstanceOf(IOException.class);
    }
}
