package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifiedSalesTest {
    @TempDir
    Path directory;

    private final VerifiedSales sales = new VerifiedSales((file, scope) -> List.of());
    private int looks;

    private void read(Path file, String sha256) {
        sales.histories(file.toString(), sha256, SeriesScope.product("P", Ids.all()), () -> looks++);
    }

    private Path write(String content, long seconds) throws IOException {
        Path file = Files.writeString(directory.resolve("sales.parquet"), content);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(seconds * 1000));
    }

    @Test
    void theCalendarIsPartOfWhatIsCompared() throws IOException {
        Path file = write("one", 1);
        Path calendar = Files.writeString(directory.resolve("calendar.json"), "{}");
        String hash = Snapshot.sha256(file, each -> StagingDirectory.sha256(each, () -> {}));
        read(file, hash);
        Files.writeString(calendar, "{\"changed\": 1}");
        assertThatThrownBy(() -> read(file, hash)).hasMessageContaining("as when it was made");
        Files.delete(calendar);
        assertThatThrownBy(() -> read(file, hash)).hasMessageContaining("as when it was made");
    }

    @Test
    void aFileIsHashedOnce() throws IOException {
        Path file = write("one", 1);
        String hash = StagingDirectory.sha256(file, () -> {});
        read(file, hash);
        int first = looks;
        read(file, hash);
        assertThat(looks - first).isLessThan(first);
    }

    @Test
    void aFileThatWasTouchedIsHashedAgain() throws IOException {
        Path file = write("one", 1);
        String hash = StagingDirectory.sha256(file, () -> {});
        read(file, hash);
        write("two", 2);
        assertThatThrownBy(() -> read(file, hash)).hasMessageContaining("as when it was made");
        write("longer", 1);
        assertThatThrownBy(() -> read(file, hash)).hasMessageContaining("as when it was made");
    }

    @Test
    void aFileThatIsKnownIsStillComparedWithWhatIsAskedFor() throws IOException {
        Path file = write("one", 1);
        read(file, StagingDirectory.sha256(file, () -> {}));
        assertThatThrownBy(() -> read(file, "0")).hasMessageContaining("not 0 as when it was made");
    }

    @Test
    void whatIsToldOfTheProductsIsPartOfWhatIsCompared() throws IOException {
        Path file = write("one", 1);
        Path products = Files.writeString(directory.resolve("products.json"), "{}");
        String hash = Snapshot.sha256(file, each -> StagingDirectory.sha256(each, () -> {}));
        read(file, hash);
        Files.writeString(products, "{\"changed\": 1}");
        assertThatThrownBy(() -> read(file, hash)).hasMessageContaining("as when it was made");
        Files.delete(products);
        assertThatThrownBy(() -> read(file, hash)).hasMessageContaining("as when it was made");
    }
}
