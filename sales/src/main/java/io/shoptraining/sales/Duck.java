package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One DuckDB in memory that spills into a folder of ours and never loads an extension from anywhere. */
final class Duck implements AutoCloseable {
    /** More threads need more memory, and a server has trainings to run. */
    private static final int MAX_THREADS = 2;

    private static final int MEMORY_MB = 512;
    private static final int LOOKING_MB = 256;

    private final Connection connection;

    private Duck(@Nullable Path spill, int memoryMb, int threads) {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", memoryMb + "MB");
        settings.setProperty("threads", String.valueOf(threads));
        settings.setProperty("temp_directory", spill == null ? "" : spill.toString());
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        } catch (SQLException e) {
            throw failed("opening DuckDB", e);
        }
    }

    /**
     * For a check or a commit, beside a server at work.
     *
     * @param spill where large sorts go
     */
    static Duck forImport(Path spill) {
        return new Duck(
                spill, MEMORY_MB, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** For the series of one training; writes nothing. */
    static Duck forSeries() {
        return new Duck(
                null, 2 * MEMORY_MB, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** For small questions over a long time. One thread reads in the order of the file, so that sums are repeatable. */
    static Duck forLooking() {
        return new Duck(null, LOOKING_MB, 1);
    }

    /** Runs statements whose only outside text are paths made by {@link #quoted}. */
    void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed("working on sales", e);
        }
    }

    <T> List<T> list(String sql, Row<T> row) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return all(result, row);
        } catch (SQLException e) {
            throw failed("reading sales", e);
        }
    }

    /** As {@link #list} for a statement with question marks for texts and numbers from outside. */
    <T> List<T> list(String sql, List<?> values, Row<T> row) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                return all(result, row);
            }
        } catch (SQLException e) {
            throw failed("reading sales", e);
        }
    }

    private static <T> List<T> all(ResultSet result, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        while (result.next()) {
            all.add(row.of(result));
        }
        return all;
    }

    /** Hands over one row after the other, so that a large result is never held as objects. */
    void each(String sql, Each each) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                each.of(result);
            }
        } catch (SQLException e) {
            throw failed("reading sales", e);
        }
    }

    <T> T one(String sql, Row<T> row) {
        return list(sql, row).get(0);
    }

    long number(String sql) {
        return one(sql, r -> r.getLong(1));
    }

    /** Makes a temporary table {@code name(id)} of texts, however strange these are. */
    void texts(String name, Iterable<String> ids) {
        run("CREATE OR REPLACE TEMP TABLE " + name + "(id VARCHAR)");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + name + " VALUES (?)")) {
            for (String id : ids) {
                insert.setString(1, id);
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw failed("choosing sales", e);
        }
    }

    /** A path as an SQL literal. Paths are our own; the quote is doubled all the same. */
    static String quoted(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }

    private static ShopTrainingException failed(String subject, SQLException e) {
        String message = String.valueOf(e.getMessage());
        String first = message.lines().findFirst().orElse(message);
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk quota")) {
            return ShopTrainingException.io(subject, new IOException(first, e));
        }
        if (lower.contains("no files found")) {
            return new ShopTrainingException(ErrorCode.NOT_FOUND, subject + ": " + first, e);
        }
        if (lower.contains("out of memory")) {
            return new ShopTrainingException(ErrorCode.OUT_OF_HEAP, subject + ": " + first, e);
        }
        return new ShopTrainingException(ErrorCode.DAMAGED_FILE, subject + ": " + first, e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("closing DuckDB", e);
        }
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet result) throws SQLException;
    }

    /** Takes in one row of a result. */
    @FunctionalInterface
    interface Each {
        void of(ResultSet result) throws SQLException;
    }
}
