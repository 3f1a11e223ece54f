package io.shoptraining.faults;

import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a dead server left in its database, read from a copy so that the next server finds the original untouched. */
record Aftermath(List<Task> tasks, List<Model> models, List<Event> events, String integrity) {
    /** A row of the queue. */
    record Task(
            String taskId,
            String status,
            int attempt,
            String prefix,
            int epochs,
            @Nullable Integer checkpointEpoch) {
        boolean isEnded() {
            return status.equals("completed") || status.equals("failed") || status.equals("cancelled");
        }
    }

    /** A row of the ledger. */
    record Model(String prefix, String identifier, int version, String status, String verdict, String taskId) {}

    /** A stored event. */
    record Event(long seq, String taskId, String event, Map<String, Object> payload) {
        boolean isTerminal() {
            return event.equals("training_update") && Client.isEnded(payload);
        }
    }

    static Aftermath read(Path data) throws IOException, SQLException {
        Path copy = Files.createTempDirectory("aftermath");
        try {
            for (String file : List.of("shoptraining.db", "shoptraining.db-wal")) {
                if (Files.exists(data.resolve(file))) {
                    Files.copy(data.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("shoptraining.db"));
                    Statement statement = connection.createStatement()) {
                return new Aftermath(tasks(statement), models(statement), events(statement), integrity(statement));
            }
        } finally {
            Round.delete(copy);
        }
    }

    private static List<Task> tasks(Statement statement) throws SQLException {
        List<Task> tasks = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM tasks ORDER BY seq")) {
            while (row.next()) {
                int epoch = row.getInt("checkpoint_epoch");
                tasks.add(new Task(
                        row.getString("task_id"),
                        row.getString("status"),
                        row.getInt("attempt"),
                        row.getString("filename_prefix"),
                        row.getInt("epochs"),
                        epoch == 0 ? null : epoch));
            }
        }
        return tasks;
    }

    private static List<Model> models(Statement statement) throws SQLException {
        List<Model> models = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM models ORDER BY model_identifier, version")) {
            while (row.next()) {
                models.add(new Model(
                        row.getString("filename_prefix"),
                        row.getString("model_identifier"),
                        row.getInt("version"),
                        row.getString("status"),
                        String.valueOf(row.getString("verdict")),
                        String.valueOf(row.getString("task_id"))));
            }
        }
        return models;
    }

    private static List<Event> events(Statement statement) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM events ORDER BY seq")) {
            while (row.next()) {
                events.add(new Event(
                        row.getLong("seq"),
                        String.valueOf(row.getString("task_id")),
                        row.getString("event"),
                        Json.readObject(row.getString("payload"))));
            }
        }
        return events;
    }

    private static String integrity(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            return row.next() ? row.getString(1) : "no answer";
        }
    }
}
