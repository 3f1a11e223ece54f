package io.shoptraining.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final String INSERT = "INSERT INTO events (ts, event, payload) VALUES ('now', 'e', '{}')";

    @TempDir
    Path directory;

    @Test
    void theFileIsForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("a.db");
        Database.open(file).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aWriteThatThrowsLeavesNoTrace() {
        try (Database database = Database.open(directory.resolve("a.db"))) {
            assertThatThrownBy(() -> database.change(handle -> {
                        handle.execute(INSERT);
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void aReaderSeesWhatIsWrittenMeanwhileAndMayNotWrite() {
        Path file = directory.resolve("a.db");
        try (Database writer = Database.open(file);
                Database reader = Database.openReadOnly(file)) {
            writer.change(handle -> handle.execute(INSERT));

            assertThat(count(reader)).isEqualTo(1);
            refused(ErrorCode.STORE_READ_ONLY, () -> reader.change(handle -> handle.execute(INSERT)));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedByName() throws IOException {
        Path file = directory.resolve("a.db");
        Files.writeString(file, "date,store,sales\n".repeat(500));

        refused(ErrorCode.DAMAGED_FILE, () -> Database.open(file));
    }

    @Test
    void aDamagedPageIsFoundAtTheStart() throws IOException {
        Path file = directory.resolve("a.db");
        try (Database database = Database.open(file)) {
            for (int i = 0; i < 200; i++) {
                database.change(handle -> handle.execute(INSERT));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);

        refused(ErrorCode.DAMAGED_FILE, () -> Database.open(file));
    }

    @Test
    void tablesOfANewerVersionAreLeftAlone() {
        Path file = directory.resolve("a.db");
        try (Database database = Database.open(file)) {
            database.change(handle -> handle.execute("INSERT INTO flyway_schema_history (installed_rank, version,"
                    + " description, type, script, installed_by, execution_time, success)"
                    + " VALUES (99, '999', 'later', 'SQL', 'V999__later.sql', '', 1, 1)"));
        }

        refused(ErrorCode.DAMAGED_FILE, () -> Database.open(file));
    }

    private static int count(Database database) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM events")
                .mapTo(Integer.class)
                .one());
    }

    private void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("a.db");
    }
}
