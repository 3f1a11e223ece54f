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
    void whereAServerListensAndWhatItTakesIsRead() throws IOException {
        Configuration read = read("""
                host=0.0.0.0
                port=80
                allowed_hosts = shop.example, till
                allowed_origins=https://shop.example:8443
                request_timeout_seconds=5
                max_upload_mb=10
                max_queued=7
                task_time_limit_seconds=60
                task_memory_limit_mb=512
                stall_seconds=30
                worker_recycle_after=9
                retention_days=3
                """);

        assertThat(read.listening())
                .isEqualTo(new Listening(
                        "0.0.0.0",
                        80,
                        java.util.List.of("shop.example", "till"),
                        java.util.List.of("https://shop.example:8443"),
                        true,
                        5));
        assertThat(read.limits()).isEqualTo(new Limits(10, 7, 60, 512, 30, 9, 3));
    }

    @Test
    void aServerThatWouldBeOpenToOthersIsRefused() {
        assertThatThrownBy(() -> read("host=192.168.1.5\nauth=off\n")).hasMessageContaining("auth");
        assertThatThrownBy(() -> read("host=0.0.0.0\n")).hasMessageContaining("allowed_hosts");
        assertThatThrownBy(() -> read("allowed_origins=*\nallowed_hosts=*\nhost=a/b\nport=70000\n"))
                .hasMessageContaining("allowed_origins: '*'")
                .hasMessageContaining("allowed_hosts: '*'")
                .hasMessageContaining("host: 'a/b'")
                .hasMessageContaining("port: '70000' is not allowed; allowed: 0 to 65535");
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
