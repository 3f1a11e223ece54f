package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path root;

    @Test
    void withoutAFileTheDefaultsHold() {
        assertThat(Configuration.read(root.resolve("none"))).isEqualTo(Configuration.defaults());
    }

    @Test
    void whatTheFileSaysIsTakenAndTheRestIsDefault() throws IOException {
        assertThat(read("max_workers = 4\ngate_beats_seasonal_naive=true\n"))
                .isEqualTo(new Configuration(4, "2g", 3, 0.0, true));
    }

    @Test
    void anUnknownKeyStopsWithASuggestion() {
        assertThatThrownBy(() -> read("max_worker=4"))
                .hasMessageContaining("max_worker")
                .hasMessageContaining("did you mean 'max_workers'?");
    }

    @Test
    void everyBadValueIsNamedWithKeyValueAndWhatIsAllowed() {
        assertThatThrownBy(() -> read("max_workers=0\nworker_heap=lots\ngate_min_r2=NaN\nmax_attempts=2.5"))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessageContaining("max_workers: '0' is not allowed; allowed: 1 to 64")
                .hasMessageContaining("worker_heap: 'lots'")
                .hasMessageContaining("gate_min_r2: 'NaN'")
                .hasMessageContaining("max_attempts: '2.5'");
    }

    @Test
    void aDataDirectoryIsForItsOwnerAlone() throws IOException {
        Path created = new DataDirectory(root.resolve("a/b")).create().root();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFileInPlaceOfTheDataDirectoryIsRefusedByName() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");

        assertThatThrownBy(() -> new DataDirectory(file).create())
                .hasMessageContaining(file.toString())
                .hasMessageContaining("has to be a directory");
    }

    private Configuration read(String text) throws IOException {
        return Configuration.read(Files.writeString(root.resolve("shoptraining.properties"), text));
    }
}
