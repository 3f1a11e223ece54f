package io.shoptraining.index;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of champions: its newest row whose model can still be used counts. */
final class Champions {
    /** Who promotes what a publication promotes. */
    static final String GATE = "version gate";

    /** The id of no row. */
    private static final long NOBODY = 0;

    private static final String ACCEPTED = "SELECT * FROM models WHERE model_identifier = :identifier"
            + " AND status = 'completed' AND verdict = 'accepted'";

    private final Clock clock;

    Champions(Clock clock) {
        this.clock = clock;
    }

    /**
     * The versions that forecasts may use, the best first: those of the history, the newest first, then the other accepted
     * ones, the highest first. A promoted version counts although the gate rejected it.
     */
    List<ModelRow> usable(Handle handle, String identifier) {
        List<ModelRow> usable = new ArrayList<>(rows(
                handle,
                identifier,
                "SELECT m.* FROM models m JOIN (SELECT filename_prefix, max(seq) AS newest FROM champions"
                        + " WHERE model_identifier = :identifier GROUP BY filename_prefix) c"
                        + " ON m.filename_prefix = c.filename_prefix WHERE m.status = 'completed'"
                        + " ORDER BY c.newest DESC"));
        usable.addAll(rows(
                handle,
                identifier,
                ACCEPTED + " AND filename_prefix NOT IN"
                        + " (SELECT filename_prefix FROM champions WHERE model_identifier = :identifier)"
                        + " ORDER BY version DESC"));
        return usable;
    }

    /** The first of {@link #usable}, without reading all of them. */
    Optional<ModelRow> champion(Handle handle, String identifier) {
        return championBut(handle, identifier, NOBODY);
    }

    /** The champion if this row were not there. */
    private static Optional<ModelRow> championBut(Handle handle, String identifier, long id) {
        return first(
                        handle,
                        identifier,
                        id,
                        "SELECT m.* FROM champions c JOIN models m ON m.filename_prefix = c.filename_prefix"
                                + " WHERE c.model_identifier = :identifier AND m.status = 'completed' AND m.id <> :id"
                                + " ORDER BY c.seq DESC LIMIT 1")
                .or(() -> first(handle, identifier, id, ACCEPTED + " AND id <> :id ORDER BY version DESC LIMIT 1"));
    }

    private static Optional<ModelRow> first(Handle handle, String identifier, long id, String sql) {
        return handle.createQuery(sql)
                .bind("identifier", identifier)
                .bind("id", id)
                .map((row, context) -> ModelIndex.row(row))
                .findOne();
    }

    private static List<ModelRow> rows(Handle handle, String identifier, String sql) {
        return handle.createQuery(sql)
                .bind("identifier", identifier)
                .map((row, context) -> ModelIndex.row(row))
                .list();
    }

    /** A version that the gate accepted becomes the champion, unless a higher one is: versions may end out of order. */
    void accepted(Handle transaction, ModelRow row) {
        int before = championBut(transaction, row.modelIdentifier(), row.id())
                .map(ModelRow::version)
                .orElse(0);
        if (!isKnown(transaction, row) && before < row.version()) {
            append(transaction, row, Promotion.ACCEPTED, GATE);
        }
    }

    private static boolean isKnown(Handle handle, ModelRow row) {
        return handle.createQuery("SELECT 1 FROM champions WHERE filename_prefix = :prefix LIMIT 1")
                .bind("prefix", row.filenamePrefix())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** @throws ShopTrainingException {@link ErrorCode#CONFLICT} when the version may not become the champion */
    void promote(Handle transaction, ModelRow row, String by, boolean force) {
        if (!row.isCompleted()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    row.filenamePrefix() + " is " + row.status()
                            + (row.gateReason() == null ? "" : " (" + row.gateReason() + ")")
                            + "; only a completed version can be promoted");
        }
        if (!row.isAccepted() && !force) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    row.filenamePrefix() + " was "
                            + String.valueOf(row.verdict()).toLowerCase(Locale.ROOT) + " by the version gate: "
                            + row.gateReason() + "; it can only be promoted by force");
        }
        Optional<ModelRow> champion = champion(transaction, row.modelIdentifier());
        if (champion.isEmpty() || champion.get().id() != row.id()) {
            append(transaction, row, row.isAccepted() ? Promotion.PROMOTED : Promotion.FORCED, by);
        }
    }

    private void append(Handle transaction, ModelRow row, String reason, String by) {
        transaction
                .createUpdate(
                        "INSERT INTO champions (model_identifier, filename_prefix, reason, promoted_by, promoted_at)"
                                + " VALUES (:identifier, :prefix, :reason, :by, :at)")
                .bind("identifier", row.modelIdentifier())
                .bind("prefix", row.filenamePrefix())
                .bind("reason", reason)
                .bind("by", by)
                .bind("at", now())
                .execute();
    }

    /** The newest first. */
    List<Promotion> history(Handle handle, String identifier) {
        return handle.createQuery("SELECT * FROM champions WHERE model_identifier = :identifier ORDER BY seq DESC")
                .bind("identifier", identifier)
                .map((row, context) -> promotion(row))
                .list();
    }

    private static Promotion promotion(ResultSet row) throws SQLException {
        return new Promotion(
                row.getLong("seq"),
                row.getString("model_identifier"),
                row.getString("filename_prefix"),
                row.getString("reason"),
                row.getString("promoted_by"),
                row.getString("promoted_at"));
    }

    private String now() {
        return OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
