package io.shoptraining.inference;

import io.shoptraining.database.Database;
import io.shoptraining.json.Json;
import io.shoptraining.task.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of comparisons. One thread works on them, so that a row is never written by two. */
final class BacktestStore {
    private final Database database;
    private final Clock clock;

    BacktestStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A comparison that is still to be worked on; what it has measured is not measured again. */
    record Open(String id, BacktestPlan plan, String snapshotId, List<BacktestResult> results) {
        Open {
            results = List.copyOf(results);
        }
    }

    /** @return false, and nothing is changed, when that many wait already */
    boolean insert(String id, String owner, BacktestPlan plan, String snapshotId, int mostWaiting) {
        return database.write(transaction -> {
            int waiting = transaction
                    .createQuery("SELECT count(*) FROM backtests WHERE status IN ('pending', 'running')")
                    .mapTo(Integer.class)
                    .one();
            if (waiting >= mostWaiting) {
                return false;
            }
            transaction
                    .createUpdate("INSERT INTO backtests (id, owner, status, request, snapshot_id, created_at)"
                            + " VALUES (:id, :owner, 'pending', :request, :snapshot, :now)")
                    .bind("id", id)
                    .bind("owner", owner)
                    .bind("request", Json.write(plan))
                    .bind("snapshot", snapshotId)
                    .bind("now", now())
                    .execute();
            return true;
        });
    }

    /** The oldest comparison that has not ended; one that was interrupted is among them. */
    Optional<Open> next() {
        return database.write(transaction -> {
            Optional<Open> next = transaction
                    .createQuery(
                            "SELECT * FROM backtests WHERE status IN ('pending', 'running') ORDER BY rowid LIMIT 1")
                    .map((row, context) -> new Open(
                            row.getString("id"),
                            Json.read(row.getString("request"), BacktestPlan.class),
                            row.getString("snapshot_id"),
                            results(row)))
                    .findOne();
            next.ifPresent(
                    open -> transaction.execute("UPDATE backtests SET status = 'running' WHERE id = ?", open.id()));
            return next;
        });
    }

    void progress(String id, double progress) {
        database.change(
                transaction -> transaction.execute("UPDATE backtests SET progress = ? WHERE id = ?", progress, id));
    }

    void results(String id, List<BacktestResult> results, double progress) {
        database.change(transaction -> transaction.execute(
                "UPDATE backtests SET rows = ?, progress = ? WHERE id = ?", Json.write(results), progress, id));
    }

    void ended(String id, String status, @Nullable String error) {
        database.change(transaction -> transaction.execute(
                "UPDATE backtests SET status = ?, error = ?, progress = 100, end_time = ? WHERE id = ?",
                status,
                error,
                now(),
                id));
    }

    Optional<Backtest> find(String id) {
        return database.read(handle -> handle.createQuery("SELECT * FROM backtests WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> backtest(row))
                .findOne());
    }

    /** The newest first. */
    Page<Backtest> page(@Nullable String cursor, int limit) {
        long before = cursor == null ? Long.MAX_VALUE : Page.key(cursor);
        return database.read(handle -> page(handle, before, limit));
    }

    private static Page<Backtest> page(Handle handle, long before, int limit) {
        List<Long> keys = handle.createQuery(
                        "SELECT rowid FROM backtests WHERE rowid < :before ORDER BY rowid DESC LIMIT :limit")
                .bind("before", before)
                .bind("limit", limit + 1)
                .mapTo(Long.class)
                .list();
        List<Long> shown = keys.subList(0, Math.min(limit, keys.size()));
        List<Backtest> items = shown.stream()
                .map(key -> handle.createQuery("SELECT * FROM backtests WHERE rowid = :key")
                        .bind("key", key)
                        .map((row, context) -> backtest(row))
                        .one())
                .toList();
        return new Page<>(items, keys.size() > limit ? Page.cursor(shown.get(limit - 1)) : null);
    }

    private static Backtest backtest(ResultSet row) throws SQLException {
        BacktestPlan plan = Json.read(row.getString("request"), BacktestPlan.class);
        return new Backtest(
                row.getString("id"),
                row.getString("owner"),
                row.getString("status"),
                plan.request(),
                plan.specs().stream().map(spec -> spec.modelType()).toList(),
                row.getString("snapshot_id"),
                row.getDouble("progress"),
                results(row),
                row.getString("error"),
                row.getString("created_at"),
                row.getString("end_time"));
    }

    private static List<BacktestResult> results(ResultSet row) throws SQLException {
        return List.of(Json.read(row.getString("rows"), BacktestResult[].class));
    }

    private String now() {
        return OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
