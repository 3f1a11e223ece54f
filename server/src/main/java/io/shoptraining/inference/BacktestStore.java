package io.shoptraining.inference;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.task.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of comparisons. One thread works on them; what has ended, or was cancelled, is not written any more. */
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

    /** @throws ShopTrainingException {@link ErrorCode#TOO_MANY_REQUESTS} when so many wait already, of this owner or of all */
    void insert(String id, String owner, BacktestPlan plan, String snapshotId, int mostOfOwner, int mostOfAll) {
        database.change(transaction -> {
            requireFew(transaction, owner, mostOfOwner, mostOfAll);
            transaction
                    .createUpdate("INSERT INTO backtests (id, owner, status, request, snapshot_id, created_at)"
                            + " VALUES (:id, :owner, 'pending', :request, :snapshot, :now)")
                    .bind("id", id)
                    .bind("owner", owner)
                    .bind("request", Json.write(plan))
                    .bind("snapshot", snapshotId)
                    .bind("now", now())
                    .execute();
        });
    }

    private static void requireFew(Handle transaction, String owner, int mostOfOwner, int mostOfAll) {
        List<String> owners = transaction
                .createQuery("SELECT owner FROM backtests WHERE status IN ('pending', 'running')")
                .mapTo(String.class)
                .list();
        long own = owners.stream().filter(owner::equals).count();
        if (own >= mostOfOwner || owners.size() >= mostOfAll) {
            throw new ShopTrainingException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    (own >= mostOfOwner ? own + " of your comparisons" : owners.size() + " comparisons")
                            + " are waiting already; ask again later, or cancel one");
        }
    }

    /**
     * Cancels a comparison that has not ended.
     *
     * @param allowed whether whoever asks may cancel those of an owner
     * @return it, as it was
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has ended
     */
    Backtest cancel(String id, Predicate<String> allowed) {
        return database.write(transaction -> {
            Backtest before = find(transaction, id).orElseThrow(() -> missing(id));
            if (!allowed.test(before.owner())) {
                throw new ShopTrainingException(
                        ErrorCode.FORBIDDEN,
                        "backtest " + id + " belongs to somebody else; only an admin may cancel it");
            }
            if (before.endTime() != null) {
                throw new ShopTrainingException(
                        ErrorCode.CONFLICT,
                        "backtest " + id + " is " + before.status() + " and can no longer be cancelled");
            }
            transaction.execute(
                    "UPDATE backtests SET status = ?, end_time = ? WHERE id = ?", Backtest.CANCELLED, now(), id);
            return before;
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
        database.change(transaction -> transaction.execute(
                "UPDATE backtests SET progress = ? WHERE id = ? AND status = 'running'", progress, id));
    }

    void results(String id, List<BacktestResult> results, double progress) {
        database.change(transaction -> transaction.execute(
                "UPDATE backtests SET rows = ?, progress = ? WHERE id = ? AND status = 'running'",
                Json.write(results),
                progress,
                id));
    }

    void ended(String id, String status, @Nullable String error) {
        database.change(transaction -> transaction.execute(
                "UPDATE backtests SET status = ?, error = ?, progress = 100, end_time = ?"
                        + " WHERE id = ? AND status = 'running'",
                status,
                error,
                now(),
                id));
    }

    Optional<Backtest> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static ShopTrainingException missing(String id) {
        return new ShopTrainingException(ErrorCode.NOT_FOUND, "backtest '" + id + "' does not exist");
    }

    private static Optional<Backtest> find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM backtests WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> backtest(row))
                .findOne();
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
