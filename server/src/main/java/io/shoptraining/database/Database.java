package io.shoptraining.database;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
 * An SQLite file. All writes go through the one writing connection and are durable before {@link #write} returns; those
 * that come at once share a commit. Reads run beside them on connections of their own. A write holds up all others, so
 * that nothing but statements belongs into it, and it must not call {@link #write} itself.
 */
public final class Database implements AutoCloseable {
    /** How long another program may hold the file before we give up; the caller hears of it and may try again. */
    private static final int BUSY_MILLIS = 5_000;

    private static final int WRITER_CACHE_KIBIBYTES = 16 << 10;

    /** Pages of the write-ahead log that are moved into the file at once: 16 MB, many of them of the same few places. */
    private static final int CHECKPOINT_PAGES = 4_000;

    private final Path file;
    private final boolean readOnly;
    private final Readers readers;
    private final WriteGroup writer;

    private Database(Path file, Jdbi readers, Jdbi writers) {
        this.file = file;
        this.readOnly = readers == writers;
        this.readers = new Readers(readers);
        Handle handle = writers.open();
        if (!readOnly) {
            handle.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        }
        this.writer = new WriteGroup(handle);
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
            Jdbi jdbi = jdbi(file, false);
            requireSound(file, jdbi);
            migrate(file, source(file, false));
            return new Database(file, jdbi(file, true), jdbi);
        });
    }

    /** Opens the file of a store that another process may hold; every write is refused. */
    public static Database openReadOnly(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, file + ": there is no database");
        }
        return translated(file, () -> {
            Jdbi jdbi = jdbi(file, true);
            Database database = new Database(file, jdbi, jdbi);
            database.read(handle -> handle.createQuery("SELECT count(*) FROM models")
                    .mapTo(Integer.class)
                    .one());
            return database;
        });
    }

    /**
     * Runs {@code work} as one transaction, on whichever thread commits it; it is on disk when this returns, or has left
     * no trace.
     */
    public <T> T write(Function<Handle, T> work) {
        return write(work, () -> {});
    }

    /**
     * {@link #write(Function)} with a sequel.
     *
     * @param committed called once the work is on disk, in the order of the transactions; has to be quick
     */
    public <T> T write(Function<Handle, T> work, Runnable committed) {
        return translated(file, () -> writer.write(work, committed));
    }

    /** {@link #write(Function)} for work without a result. */
    public void change(Consumer<Handle> work) {
        write(handle -> {
            work.accept(handle);
            return true;
        });
    }

    /** Runs {@code work} on one consistent view of the data. */
    public <T> T read(Function<Handle, T> work) {
        return translated(file, () -> readers.read(work));
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    @Override
    public String toString() {
        return file + (readOnly ? " (read only)" : "");
    }

    private static Jdbi jdbi(Path file, boolean readOnly) {
        Jdbi jdbi = Jdbi.create(source(file, readOnly));
        jdbi.setStatementBuilderFactory(connection -> new KeptStatements());
        return jdbi;
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
            config.setCacheSize(-WRITER_CACHE_KIBIBYTES);
            // else SQLite makes a file for every savepoint that changes more than a few pages
            config.setTempStore(SQLiteConfig.TempStore.MEMORY);
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
        } catch (JdbiException | WriteGroup.Failed e) {
            throw SqliteErrors.translate(file, e);
        } catch (WriteGroup.Closed e) {
            throw new ShopTrainingException(ErrorCode.SHUTTING_DOWN, file + ": the server has stopped", e);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }
}
