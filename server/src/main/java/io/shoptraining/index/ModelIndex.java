package io.shoptraining.index;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.errors.Suggestion;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.ModelFileName;
import io.shoptraining.task.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Which models there are, under which numbers. */
public final class ModelIndex {
    private static final DateTimeFormatter CREATED_AT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Database database;
    private final Clock clock;

    public ModelIndex(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
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

    /** Notes that a model's files are complete and durable. */
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
                                + " verdict = :verdict, gate_reason = :reason WHERE filename_prefix = :prefix")
                .bind("manifest", Json.write(manifest))
                .bind("metrics", Json.write(metrics))
                .bind("verdict", word(verdict))
                .bind("reason", gateReason)
                .bind("prefix", prefix)
                .execute();
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

    /** One version by its prefix. */
    public Optional<ModelRow> find(String prefix) {
        return database.read(handle -> handle.createQuery("SELECT * FROM models WHERE filename_prefix = :prefix")
                .bind("prefix", prefix)
                .map((row, context) -> row(row))
                .findOne());
    }

    /** The version that is used when none is named: the highest that is complete and accepted. */
    public Optional<ModelRow> champion(String identifier) {
        return list(identifier).stream().filter(ModelRow::isAccepted).max(Comparator.comparingInt(ModelRow::version));
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
            List<String> names = list(null).stream()
                    .flatMap(row -> Stream.of(row.filenamePrefix(), row.modelIdentifier()))
                    .distinct()
                    .toList();
            String hint = Suggestion.nearest(prefixOrIdentifier, names)
                    .map(name -> "; did you mean '" + name + "'?")
                    .orElse("");
            throw new ShopTrainingException(
                    ErrorCode.NOT_FOUND, "model '" + prefixOrIdentifier + "' does not exist" + hint);
        }
        return champion(prefixOrIdentifier)
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.NOT_FOUND,
                        "model '" + prefixOrIdentifier + "' has no accepted version; name one of its "
                                + versions.size() + " versions, such as "
                                + versions.get(versions.size() - 1).filenamePrefix()));
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
                            + "'; their files could not lie side by side on every machine");
        }
    }

    private static ModelRow row(ResultSet row) throws SQLException {
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
                manifest == null ? null : List.of(Json.read(manifest, ManifestFile[].class)));
    }

    private static String word(Verdict verdict) {
        return Json.convert(verdict, String.class);
    }
}
