package io.shoptraining.index;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.Bundle;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.ModelFileName;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.Origin;
import io.shoptraining.registry.Problem;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.registry.VerifyReport;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to whole models, in the ledger and among the files: they are deleted, exported and imported. Every step
 * that was begun is finished by {@link #recover} at the next start.
 */
public final class ModelStore {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
    private static final int BUFFER = 1 << 16;
    private static final int ATTEMPT = 1;

    private final Database database;
    private final ModelIndex index;
    private final ModelRegistry registry;
    private final BundleCheck bundleCheck;
    private final Check check;
    private final VersionGate gate;
    private final Clock clock;

    /** Whether a model from elsewhere is one that this program can load. */
    public interface Check {
        /**
         * Loads the model.
         *
         * @param modelFile null for a model that is all metadata
         * @throws ShopTrainingException when it cannot be loaded
         */
        void require(ModelMetadata metadata, @Nullable Path modelFile);
    }

    /** @param gate judges the models that are imported */
    public ModelStore(
            Database database,
            ModelIndex index,
            ModelRegistry registry,
            ModelCatalog catalog,
            Check check,
            VersionGate gate,
            Clock clock) {
        this.database = database;
        this.index = index;
        this.registry = registry;
        this.bundleCheck = new BundleCheck(catalog);
        this.check = check;
        this.gate = gate;
        this.clock = clock;
    }

    /** Finishes what an earlier server left undone; before anything else looks at the store. */
    public void recover() {
        for (ModelRow row : index.deleted()) {
            attempt(row.filenamePrefix(), () -> registry.remove(row.filenamePrefix(), manifest(row)));
        }
        for (ModelIndex.Unfinished row : index.unfinishedImports()) {
            attempt(row.filenamePrefix(), () -> settle(row));
        }
    }

    private static void attempt(String prefix, Runnable work) {
        try {
            work.run();
        } catch (ShopTrainingException e) {
            LOG.error("{} cannot be settled now; the next start tries again", prefix, e);
        }
    }

    /** Whether the model is published. */
    private boolean settle(ModelIndex.Unfinished row) {
        ModelMetadata metadata = row.metadata();
        if (metadata == null) {
            fail(row.filenamePrefix(), "the import was interrupted before it had begun to publish");
            return false;
        }
        Path stage = registry.stagePath(metadata.taskId(), ATTEMPT);
        switch (registry.state(metadata.filenamePrefix(), metadata.manifest(), stage)) {
            case COMMITTED, ROLL_FORWARD -> {
                publish(metadata);
                return true;
            }
            case ROLL_BACK -> {
                registry.rollBack(metadata.filenamePrefix(), metadata.manifest());
                fail(metadata.filenamePrefix(), "the import was interrupted and has left incomplete files");
            }
            case TAKEN -> fail(metadata.filenamePrefix(), "the name belongs to another model in the store");
        }
        registry.dropStage(metadata.taskId(), ATTEMPT);
        return false;
    }

    private void fail(String prefix, String reason) {
        database.change(transaction -> index.mark(transaction, prefix, ModelRow.FAILED, reason));
    }

    /**
     * Takes a model out of the store; forecasts fall back to the one that was used before it. Its files go into quarantine,
     * its row stays and tells why, its number is not given again, and {@code versions.json} keeps it: that never decreases.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it is being made, or was deleted before
     */
    public ModelRow delete(String prefix, String by) {
        String at = now();
        ModelRow before = database.write(transaction -> index.deleted(transaction, prefix, by, at));
        registry.remove(prefix, manifest(before));
        return index.require(prefix);
    }

    private static List<ManifestFile> manifest(ModelRow row) {
        List<ManifestFile> manifest = row.manifest();
        return manifest == null ? List.of() : manifest;
    }

    /**
     * What is known of a published model.
     *
     * @throws ShopTrainingException when it is not there, or damaged
     */
    public ModelMetadata metadata(String prefix) {
        ModelRow row = requireCompleted(prefix);
        return registry.find(row.filenamePrefix())
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, "model '" + row.filenamePrefix() + "' has lost its metadata file"));
    }

    private ModelRow requireCompleted(String prefix) {
        ModelRow row = index.require(prefix);
        if (!row.isCompleted()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    "model '" + row.filenamePrefix() + "' is " + row.status()
                            + (row.gateReason() == null ? "" : " (" + row.gateReason() + ")") + ", not completed");
        }
        return row;
    }

    /**
     * A file of a published model, compared with its hash.
     *
     * @param kind {@code model}, {@code metadata} or {@code loss_curve}
     */
    public Path file(String prefix, String kind) {
        return registry.file(metadata(prefix), kind)
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.NOT_FOUND, "model '" + prefix + "' has no file of kind " + kind));
    }

    /** Reads every file of a published model; what of them is not as it was published. */
    public VerifyReport inspect(String prefix) {
        return new VerifyReport(1, registry.verify(requireCompleted(prefix).filenamePrefix()));
    }

    /** @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when a file is not the one that was published */
    public void verify(String prefix) {
        List<Problem> problems = inspect(prefix).problems();
        if (!problems.isEmpty()) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, prefix + " is damaged: " + problems);
        }
    }

    /** Writes a published model as one bundle. */
    public void export(String prefix, WritableByteChannel out) {
        registry.export(requireCompleted(prefix).filenamePrefix(), out);
    }

    /** Writes a published model as one bundle into a new file. */
    public void export(String prefix, Path file) {
        registry.export(requireCompleted(prefix).filenamePrefix(), file);
    }

    /**
     * Makes a bundle the next version of its model in this store. Its figures are those that it brings; the verdict on
     * them is that of this store's own gate.
     *
     * @param bytes of the bundle; read to their end, but no further than a bundle may be long
     * @throws ShopTrainingException {@link ErrorCode#UNSUPPORTED_MEDIA_TYPE} for other files, {@link
     *     ErrorCode#DAMAGED_FILE} for a bundle that cannot be trusted, {@link ErrorCode#DATA_REFUSED} for a model that this
     *     program could not have trained
     */
    public ModelRow importBundle(InputStream bytes, String by) {
        String importId = UUID.randomUUID().toString();
        Path stage = registry.stage(importId, ATTEMPT);
        boolean undecided = false;
        try {
            Path file = stage.resolve("bundle.part");
            receive(bytes, file);
            Bundle bundle = registry.unpack(file, importId);
            bundleCheck.require(bundle.metadata());
            check.require(
                    bundle.metadata(),
                    StagedFile.model(bundle.files())
                            .map(staged -> stage.resolve(staged.name()))
                            .orElse(null));
            ModelMetadata metadata = reserve(bundle, importId, by);
            undecided = true;
            return publishOrSettle(metadata);
        } finally {
            if (!undecided) {
                registry.dropStage(importId, ATTEMPT);
            }
        }
    }

    private static void receive(InputStream bytes, Path file) {
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                length += n;
                if (length > Bundle.MAX_BYTES) {
                    throw new ShopTrainingException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "the bundle is too long; allowed: " + Bundle.MAX_BYTES + " bytes");
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw ShopTrainingException.io("the bundle", e);
        }
    }

    /** A version of its own, and what is about to be published under it: P4. */
    private ModelMetadata reserve(Bundle bundle, String importId, String by) {
        String identifier = bundle.metadata().modelIdentifier();
        int highest = registry.highestVersion(identifier);
        int version = database.write(transaction -> index.reserve(transaction, identifier, highest, importId));
        String prefix = ModelFileName.prefix(identifier, version);
        boolean done = false;
        try {
            List<ManifestFile> manifest = registry.manifest(prefix, importId, ATTEMPT, bundle.files());
            Origin origin = Optional.ofNullable(bundle.metadata().provenance().origin())
                    .orElseGet(() -> new Origin(bundle.metadata().filenamePrefix(), null, null, null));
            VersionGate.Decision decision = gate.judge(bundle.metadata().metrics());
            ModelMetadata metadata = bundle.metadata()
                    .asVersion(
                            version,
                            importId,
                            manifest,
                            origin.imported(now(), by),
                            decision.word(),
                            decision.reason());
            database.change(transaction -> index.importing(transaction, prefix, manifest, metadata));
            done = true;
            return metadata;
        } finally {
            if (!done) {
                attempt(prefix, () -> fail(prefix, "the import failed before it had begun to publish"));
            }
        }
    }

    /** When a write fails nobody knows what is on the disk: the same look decides as at a start. */
    private ModelRow publishOrSettle(ModelMetadata metadata) {
        String prefix = metadata.filenamePrefix();
        try {
            publish(metadata);
        } catch (ShopTrainingException e) {
            LOG.error("{} could not be published at once", prefix, e);
            if (!settle(new ModelIndex.Unfinished(prefix, metadata))) {
                throw e;
            }
        }
        return index.require(prefix);
    }

    /** P5 to P11; may be repeated. */
    private void publish(ModelMetadata metadata) {
        registry.publish(metadata, registry.stagePath(metadata.taskId(), ATTEMPT));
        database.change(transaction -> index.complete(
                transaction,
                metadata.filenamePrefix(),
                metadata.manifest(),
                metadata.metrics(),
                Json.convert(metadata.verdict(), Verdict.class),
                Objects.requireNonNullElse(metadata.gateReason(), "imported")));
        registry.dropStage(metadata.taskId(), ATTEMPT);
    }

    private String now() {
        return OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
