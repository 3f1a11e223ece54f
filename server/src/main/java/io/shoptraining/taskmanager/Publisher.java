package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.VersionGate.Decision;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.Provenance;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.taskmanager.TaskQueue.Claim;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** From what a worker finished to a published model: the steps P3 to P8, in their order. */
final class Publisher {
    private final TaskSettings settings;
    private final ModelRegistry registry;
    private final Clock clock;

    Publisher(TaskSettings settings, ModelRegistry registry, Clock clock) {
        this.settings = settings;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Checks what was finished; touches nothing outside of the attempt's own directory.
     *
     * @throws ShopTrainingException when the model is not fit to be published
     */
    ModelMetadata check(Claim claim, DataSnapshot snapshot, String engine, WorkerReport.Finished finished) {
        Optional<String> missing = finished.metrics().missingEssential();
        if (missing.isPresent()) {
            throw new ShopTrainingException(
                    ErrorCode.NON_FINITE_METRICS, "the model could not be measured: " + missing.get());
        }
        Metrics metrics = finished.metrics().with("training_time", finished.trainingSeconds());
        Decision decision = settings.gate().judge(metrics);
        List<ManifestFile> manifest =
                registry.manifest(claim.prefix(), claim.taskId(), claim.attempt(), finished.files());
        return new ModelMetadata(
                ModelMetadata.FORMAT,
                claim.prefix(),
                claim.spec().key().identifier(),
                claim.version(),
                claim.taskId(),
                claim.attempt(),
                Json.toMap(claim.spec()),
                metrics,
                decision.word(),
                decision.reason(),
                finished.description(),
                finished.curve().stream().map(Publisher::point).toList(),
                manifest,
                new Provenance(
                        snapshot.id(),
                        snapshot.sha256(),
                        engine,
                        System.getProperty("java.version"),
                        settings.programVersion()),
                OffsetDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** P5 to P8, after the intent was recorded; may be repeated. */
    void publish(ModelMetadata metadata) {
        registry.publish(metadata, registry.stagePath(metadata.taskId(), metadata.attempt()));
    }

    private static List<Double> point(CurvePoint point) {
        return List.of((double) point.epoch(), point.trainLoss(), point.valLoss());
    }
}
