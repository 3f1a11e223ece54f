package io.shoptraining.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one published model; its file is the commit point of the flat store: where it exists, the
 * model's files exist and match.
 *
 * @param format of the store, {@link #FORMAT}
 * @param filenamePrefix identifier, {@code _v} and version
 * @param spec the training spec by its JSON names: enough to train the same model again
 * @param metrics on the days that were held out
 * @param verdict {@code accepted} or {@code rejected}
 * @param gateReason why the version gate decided so; null when there is nothing to say
 * @param description what, beside the files, is needed to forecast: features, scalers, quantile levels
 * @param curve {@code [epoch, train loss, validation loss]} by epoch; a loss that was not finite is null
 * @param manifest the model's files, without the metadata file itself
 * @param createdAt ISO-8601 with offset
 */
public record ModelMetadata(
        String format,
        String filenamePrefix,
        String modelIdentifier,
        int version,
        String taskId,
        int attempt,
        Map<String, Object> spec,
        Metrics metrics,
        String verdict,
        @Nullable String gateReason,
        Map<String, Object> description,
        List<List<@Nullable Double>> curve,
        List<ManifestFile> manifest,
        Provenance provenance,
        String createdAt) {
    /** The one format that this program writes and reads. */
    public static final String FORMAT = "4.0";

    public ModelMetadata {
        if (!format.equals(FORMAT)) {
            throw new IllegalArgumentException("format '" + format + "' is unknown; allowed: " + FORMAT);
        }
        if (!filenamePrefix.equals(ModelFileName.prefix(modelIdentifier, version))
                || ModelFileName.parse(filenamePrefix).isEmpty()) {
            throw new IllegalArgumentException("filename_prefix '" + filenamePrefix + "' is not the name of '"
                    + modelIdentifier + "' version " + version);
        }
        if (!verdict.equals("accepted") && !verdict.equals("rejected")) {
            throw new IllegalArgumentException("verdict '" + verdict + "' is unknown; allowed: accepted, rejected");
        }
        Objects.requireNonNull(taskId, "task_id");
        Objects.requireNonNull(metrics, "metrics");
        Objects.requireNonNull(provenance, "provenance");
        Objects.requireNonNull(createdAt, "created_at");
        spec = Collections.unmodifiableMap(new LinkedHashMap<>(spec));
        description = Collections.unmodifiableMap(new LinkedHashMap<>(description));
        curve = curve.stream()
                .map(point -> Collections.unmodifiableList(new ArrayList<>(point)))
                .toList();
        manifest = List.copyOf(manifest);
    }

    /** The same model with another origin. */
    public ModelMetadata from(Origin origin) {
        return new ModelMetadata(
                format,
                filenamePrefix,
                modelIdentifier,
                version,
                taskId,
                attempt,
                spec,
                metrics,
                verdict,
                gateReason,
                description,
                curve,
                manifest,
                provenance.from(origin),
                createdAt);
    }

    /**
     * The same model as a version of this store.
     *
     * @param importId takes the place of the task
     * @param ownVerdict what the version gate of this store says of it
     */
    public ModelMetadata asVersion(
            int number,
            String importId,
            List<ManifestFile> files,
            Origin origin,
            String ownVerdict,
            @Nullable String ownReason) {
        return new ModelMetadata(
                format,
                ModelFileName.prefix(modelIdentifier, number),
                modelIdentifier,
                number,
                importId,
                1,
                spec,
                metrics,
                ownVerdict,
                ownReason,
                description,
                curve,
                files,
                provenance.from(origin),
                createdAt);
    }

    public boolean isAccepted() {
        return verdict.equals("accepted");
    }

    /** Whether both come from the same attempt at the same task, with the same files. */
    boolean isSamePublication(ModelMetadata other) {
        return taskId.equals(other.taskId)
                && attempt == other.attempt
                && filenamePrefix.equals(other.filenamePrefix)
                && manifest.equals(other.manifest);
    }
}
