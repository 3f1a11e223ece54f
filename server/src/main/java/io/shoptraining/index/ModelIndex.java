package io.shoptraining.index;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.errors.Suggestion;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.ModelFileName;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.Problem;
import io.shoptraining.task.Page;
import io.shoptraining.task.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Which models there are, under which numbers, and which of them forecasts use. */
public final class ModelIndex {
    private static final DateTimeFormatter CREATED_AT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private static final int MOST_COMPARED = 50_000;
    private static final int LONGEST_NAME = 250;

    private final Database database;
    private final Clock clock;
    private final Champions champions;

    public ModelIndex(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.champions = new Champions(clock);
    }

    /**
     * Takes the next version number of a model, as part of the transaction that submits its task.
     *
     * @param highestElsewhere the highest number that the store's files and {@code versions.json} know; 0 for none
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when another identifier differs only in letter case
     */
    public int reserve(Handle transaction, String identifier, int highestElsewhere, @Nullable String taskId) {
        int ledger = transaction
                .createQuery("SELECT coalesce(max(version), 0) FROM models WHERE model_identifier = :identifier")
                .bind("identifier", identifier)
                .mapTo(Integer.class)
                .one();
        if (ledger == 0) {
            // once a name is in the ledger, it is its twin that is refused
            requireNoCaseTwin(transaction, identifier);
        }
        int version = 1 + Math.max(ledger, highestElsewhere);
        insert(transaction, identifier, version, taskId, ModelRow.TRAINING);
        return version;
    }

    /** Enters a model that the store holds and the ledger has lost; {@link #complete} follows. */
    public void adopt(Handle transaction, String identifier, int version, @Nullable String taskId) {
        insert(transaction, identifier, version, taskId, ModelRow.PUBLISHING);
    }

    /** Notes which files are about to appear in the store, before the first of them does. */
    public void publishing(Handle transaction, String prefix, List<ManifestFile> manifest) {
        transaction
                .createUpdate("UPDATE models SET status = 'publishing', manifest = :manifest"
                        + " WHERE filename_prefix = :prefix")
                .bind("manifest", Json.write(manifest))
                .bind("prefix", prefix)
                .execute();
    }

    /**
     * Notes that a model's files are complete and durable; an accepted one becomes the champion, unless a higher version
     * is. A deleted model stays deleted.
     */
    public void complete(
            Handle transaction,
            String prefix,
            List<ManifestFile> manifest,
            Metrics metrics,
            Verdict verdict,
            String gateReason) {
        transaction
                .createUpdate(
                        "UPDATE models SET status = 'completed', manifest = :manifest, metrics_summary = :metrics,"
                                + " verdict = :verdict, gate_reason = :reason, metadata = NULL"
                                + " WHERE filename_prefix = :prefix AND deleted_at IS NULL")
                .bind("manifest", Json.write(manifest))
                .bind("metrics", Json.write(metrics))
                .bind("verdict", word(verdict))
                .bind("reason", gateReason)
                .bind("prefix", prefix)
                .execute();
        find(transaction, prefix).filter(ModelRow::isAccepted).ifPresent(row -> champions.accepted(transaction, row));
    }

    /** Ends or reopens a version that did not come to be; its number stays taken. */
    public void mark(Handle transaction, String prefix, String status, @Nullable String reason) {
        transaction
                .createUpdate("UPDATE models SET status = :status, gate_reason = coalesce(:reason, gate_reason)"
                        + " WHERE filename_prefix = :prefix")
                .bind("status", status)
                .bind("reason", reason)
                .bind("prefix", prefix)
                .execute();
    }

    /**
     * Takes a version out of use whose files are not what was published. One that was deleted while its files were looked
     * at stays deleted.
     *
     * @return whether it was in use
     */
    public boolean damaged(String prefix, List<Problem> problems) {
        return database.write(transaction -> transaction
                        .createUpdate("UPDATE models SET status = 'failed', gate_reason = :reason"
                                + " WHERE filename_prefix = :prefix AND status = 'completed'")
                        .bind("reason", "damaged: " + problems)
                        .bind("prefix", prefix)
                        .execute()
                == 1);
    }

    /**
     * Every version in the order of its submit.
     *
     * @param identifier only the versions of this model; null for all
     */
    public List<ModelRow> list(@Nullable String identifier) {
        String only = identifier == null ? "" : " WHERE model_identifier = :identifier";
        return database.read(handle -> {
            Query query = handle.createQuery("SELECT * FROM models" + only + " ORDER BY id");
            if (identifier != null) {
                query.bind("identifier", identifier);
            }
            return query.map((row, context) -> row(row)).list();
        });
    }

    /** How many versions of models there are. */
    public int count() {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM models")
                .mapTo(Integer.class)
                .one());
    }

    /**
     * Versions of models, the newest first.
     *
     * @param identifier only of this model; null for all
     * @param verdict only those of which the gate said this; null for all
     * @param cursor {@link Page#nextCursor} of the page before; null for the first
     */
    public Page<ModelRow> page(
            @Nullable String identifier, @Nullable Verdict verdict, @Nullable String cursor, int limit) {
        StringBuilder sql = new StringBuilder("SELECT * FROM models WHERE id < :before");
        sql.append(identifier == null ? "" : " AND model_identifier = :identifier");
        sql.append(verdict == null ? "" : " AND verdict = :verdict");
        sql.append(" ORDER BY id DESC LIMIT :limit");
        long before = cursor == null ? Long.MAX_VALUE : Page.key(cursor);
        List<ModelRow> rows = database.read(handle -> {
            Query query =
                    handle.createQuery(sql.toString()).bind("before", before).bind("limit", limit + 1);
            if (identifier != null) {
                query.bind("identifier", identifier);
            }
            if (verdict != null) {
                query.bind("verdict", word(verdict));
            }
            return query.map((row, context) -> row(row)).list();
        });
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<ModelRow> items = rows.subList(0, limit);
        return new Page<>(items, Page.cursor(items.get(limit - 1).id()));
    }

    /** One version by its prefix. */
    public Optional<ModelRow> find(String prefix) {
        return database.read(handle -> find(handle, prefix));
    }

    static Optional<ModelRow> find(Handle handle, String prefix) {
        return handle.createQuery("SELECT * FROM models WHERE filename_prefix = :prefix")
                .bind("prefix", prefix)
                .map((row, context) -> row(row))
                .findOne();
    }

    /**
     * The newest version of an identifier, whatever became of it.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} when there is none
     */
    public ModelRow anyOf(String identifier) {
        return page(identifier, null, null, 1).items().stream()
                .findFirst()
                .orElseThrow(() -> missing(identifier, List.of()));
    }

    /** The version that is used when none is named: the last one promoted, or published as accepted, that is still there. */
    public Optional<ModelRow> champion(String identifier) {
        return database.read(handle -> champions.champion(handle, identifier));
    }

    /** The champion, and what would take its place one after the other if it were gone. */
    public List<ModelRow> usable(String identifier) {
        return database.read(handle -> champions.usable(handle, identifier));
    }

    /** How the champions of a model came and went, the newest first. */
    public List<Promotion> history(String identifier) {
        return database.read(handle -> champions.history(handle, identifier));
    }

    /**
     * Makes a version the one that forecasts use when none is named. Nothing happens when it is that already.
     *
     * @param by who asks for it
     * @param force whether a version that the gate rejected may be promoted
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it is not complete, or was rejected, with the reason
     */
    public ModelRow promote(String prefix, String by, boolean force) {
        return database.write(transaction -> {
            ModelRow row = find(transaction, prefix).orElseThrow(() -> missing(prefix, List.of()));
            champions.promote(transaction, row, by, force);
            return row;
        });
    }

    /** Notes what an import is about to publish, before the first of its files appears. */
    void importing(Handle transaction, String prefix, List<ManifestFile> manifest, ModelMetadata metadata) {
        publishing(transaction, prefix, manifest);
        transaction
                .createUpdate("UPDATE models SET metadata = :metadata WHERE filename_prefix = :prefix")
                .bind("metadata", Json.write(metadata))
                .bind("prefix", prefix)
                .execute();
    }

    /**
     * Versions that an import took and did not finish.
     *
     * @param metadata what it was about to publish; null when it did not come that far
     */
    record Unfinished(String filenamePrefix, @Nullable ModelMetadata metadata) {}

    List<Unfinished> unfinishedImports() {
        return database.read(handle -> handle.createQuery("SELECT filename_prefix, metadata FROM models"
                        + " WHERE status IN ('training', 'publishing')"
                        + " AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.task_id = models.task_id) ORDER BY id")
                .map((row, context) -> {
                    String metadata = row.getString("metadata");
                    return new Unfinished(
                            row.getString("filename_prefix"),
                            metadata == null ? null : Json.read(metadata, ModelMetadata.class));
                })
                .list());
    }

    /**
     * Marks a version as deleted.
     *
     * @return the row as it was
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it is being made, or was deleted before
     */
    ModelRow deleted(Handle transaction, String prefix, String by, String at) {
        ModelRow row = find(transaction, prefix).orElseThrow(() -> missing(prefix, List.of()));
        if (row.status().equals(ModelRow.TRAINING) || row.status().equals(ModelRow.PUBLISHING)) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT, prefix + " is " + row.status() + "; cancel its task, or wait for its end");
        }
        if (row.deletedAt() != null) {
            throw new ShopTrainingException(ErrorCode.CONFLICT, prefix + " was deleted before: " + row.gateReason());
        }
        String before = row.gateReason() == null ? "" : "; before that: " + row.gateReason();
        transaction
                .createUpdate("UPDATE models SET status = 'failed', deleted_at = :at, gate_reason = :reason"
                        + " WHERE filename_prefix = :prefix")
                .bind("at", at)
                .bind("reason", "deleted by " + by + " at " + at + before)
                .bind("prefix", prefix)
                .execute();
        return row;
    }

    List<ModelRow> deleted() {
        return database.read(
                handle -> handle.createQuery("SELECT * FROM models WHERE deleted_at IS NOT NULL ORDER BY id")
                        .map((row, context) -> row(row))
                        .list());
    }

    /**
     * One version by its prefix, or the champion of an identifier.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} with the nearest name, or with why there is no champion
     */
    public ModelRow require(String prefixOrIdentifier) {
        Optional<ModelRow> named = find(prefixOrIdentifier);
        if (named.isPresent()) {
            return named.get();
        }
        List<ModelRow> versions = list(prefixOrIdentifier);
        if (versions.isEmpty()) {
            throw missing(prefixOrIdentifier, identifiers());
        }
        return champion(prefixOrIdentifier)
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.NOT_FOUND,
                        "model '" + prefixOrIdentifier + "' has no accepted version; name one of its "
                                + versions.size() + " versions, such as "
                                + versions.get(versions.size() - 1).filenamePrefix()));
    }

    private List<String> identifiers() {
        return database.read(
                handle -> handle.createQuery("SELECT DISTINCT model_identifier FROM models LIMIT " + MOST_COMPARED)
                        .mapTo(String.class)
                        .list());
    }

    private static ShopTrainingException missing(String name, List<String> names) {
        String hint = Suggestion.nearest(name, names)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        return new ShopTrainingException(ErrorCode.NOT_FOUND, "model '" + shown + "' does not exist" + hint);
    }

    private void insert(Handle transaction, String identifier, int version, @Nullable String taskId, String status) {
        transaction
                .createUpdate("INSERT INTO models (filename_prefix, model_identifier, version, status, created_at,"
                        + " task_id) VALUES (:prefix, :identifier, :version, :status, :created, :task)")
                .bind("prefix", ModelFileName.prefix(identifier, version))
                .bind("identifier", identifier)
                .bind("version", version)
                .bind("status", status)
                .bind(
                        "created",
                        LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).format(CREATED_AT))
                .bind("task", taskId)
                .execute();
    }

    private static void requireNoCaseTwin(Handle transaction, String identifier) {
        Optional<String> twin = transaction
                .createQuery("SELECT model_identifier FROM models WHERE lower(model_identifier) = lower(:identifier)"
                        + " AND model_identifier <> :identifier LIMIT 1")
                .bind("identifier", identifier)
                .mapTo(String.class)
                .findOne();
        if (twin.isPresent()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    "model '" + identifier + "' differs only in letter case from '" + twin.get()
                            + "'; their files could not lie side by side on every machine. Leave one of the two out, by"
                            + " naming what is to be trained, or give it another id in the sales");
        }
    }

    static ModelRow row(ResultSet row) throws SQLException {
        String metrics = row.getString("metrics_summary");
        String manifest = row.getString("manifest");
        String verdict = row.getString("verdict");
        return new ModelRow(
                row.getLong("id"),
                row.getString("filename_prefix"),
                row.getString("model_identifier"),
                row.getInt("version"),
                row.getString("status"),
                row.getString("created_at"),
                metrics == null ? null : Json.read(metrics, Metrics.class),
                verdict == null ? null : Json.convert(verdict, Verdict.class),
                row.getString("gate_reason"),
                row.getString("task_id"),
                manifest == null ? null : List.of(Json.read(manifest, ManifestFile[].class)),
                row.getString("deleted_at"));
    }

    private static String word(Verdict verdict) {
        return Json.convert(verdict, String.class);
    }
}
