package io.shoptraining.database;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * An SQLite file. Every write is one transaction on the one writing connection, durable before {@link #write} returns;
 * reads run beside it on connections of their own.
 */
public final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS = 10_000;

    private final Path file;
    private final Jdbi readers;
    private final Jdbi writers;
    private final ReentrantLock writing = new ReentrantLock();
    private final Handle writer;

    private Database(Path file, Jdbi readers, Jdbi writers) {
        this.file = file;
        this.readers = readers;
        this.writers = writers;
        this.writer = writers.open();
    }

    /**
     * Opens the file for reading and writing, creates it when it is missing and brings its tables up to date. The caller
     * holds the store's lock.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when the file is not a sound database
     */
    public static Database open(Path file) {
        return translated(file, () -> {
            createPrivate(file);
            SQLiteDataSource source = source(file, false);
            Jdbi jdbi = Jdbi.create(source);
            requireSound(file, jdbi);
            migrate(file, source);
            return new Database(file, Jdbi.create(source(file, true)), jdbi);
        });
    }

    /** Opens the file of a store that another process may hold; every write is refused. */
    public static Database openReadOnly(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, file + ": there is no database");
        }
        return translated(file, () -> {
            Jdbi jdbi = Jdbi.create(source(file, true));
            Database database = new Database(file, jdbi, jdbi);
            database.read(handle -> handle.createQuery("SELECT count(*) FROM models")
                    .mapTo(Integer.class)
                    .one());
            return database;
        });
    }

    /** Runs {@code work} as one transaction; it is on disk when this returns, or has left no trace. */
    public <T> T write(Function<Handle, T> work) {
        writing.lock();
        try {
            return translated(file, () -> writer.inTransaction(work::apply));
        } finally {
            writing.unlock();
        }
    }

    /** {@link #write} for work without a result. */
    public void change(Consumer<Handle> work) {
        write(handle -> {
            work.accept(handle);
            return true;
        });
    }

    /** Runs {@code work} on one consistent view of the data. */
    public <T> T read(Function<Handle, T> work) {
        return translated(file, () -> {
            try (Handle handle = readers.open()) {
                return handle.inTransaction(work::apply);
            }
        });
    }

    @Override
    public void close() {
        writing.lock();
        try {
            writer.close();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public String toString() {
        return file + (readers == writers ? " (read only)" : "");
    }

    private static SQLiteDataSource source(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        if (readOnly) {
            config.setReadOnly(true);
        } else {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            // the right to write is taken at BEGIN: a transaction that read first would fail when it came to write
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, file + ": the database has to be a regular file");
            }
        }
    }

    private static void requireSound(Path file, Jdbi jdbi) {
        List<String> faults = jdbi.withHandle(handle -> handle.createQuery("PRAGMA integrity_check(1)")
                .mapTo(String.class)
                .list());
        if (!faults.equals(List.of("ok"))) {
            throw SqliteErrors.damaged(file, String.join("; ", faults));
        }
    }

    private static void migrate(Path file, SQLiteDataSource source) {
        try {
            Flyway.configure()
                    .loggers(QuietFlyway.class.getName())
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE,
                    file
                            + ": the tables do not fit this version of ShopTraining; if a newer version wrote them, use that"
                            + " one",
                    e);
        }
    }

    private static <T> T translated(Path file, Work<T> work) {
        try {
            return work.run();
        } catch (JdbiException e) {
            throw SqliteErrors.translate(file, e);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }
}
