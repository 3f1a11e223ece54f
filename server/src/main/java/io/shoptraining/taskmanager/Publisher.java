package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
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
import io.shoptraining.taskmanager.VersionGate.Decision;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From what a worker finished to a published model: the steps P2 to P11, in their order. */
final class Publisher {
    private final TaskSettings settings;
    private final TaskStore store;
    private final ModelRegistry registry;
    private final Consumer<Path> modelCheck;
    private final Clock clock;

    Publisher(TaskSettings settings, TaskStore store, ModelRegistry registry, Consumer<Path> modelCheck, Clock clock) {
        this.settings = settings;
        this.store = store;
        this.registry = registry;
        this.modelCheck = modelCheck;
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
        Path stage = registry.stagePath(claim.taskId(), claim.attempt());
        manifest.stream()
                .filter(file -> file.kind().equals("model"))
                .forEach(file -> modelCheck.accept(stage.resolve(file.name())));
        return new ModelMetadata(
                ModelMetadata.FORMAT,
                claim.prefix(),
                claim.spec().key().identifier(),
                claim.version(),
                claim.taskId(),
                claim.attempt(),
                Json.toMap(claim.spec()),
                metrics,
                decision.verdict().name().toLowerCase(Locale.ROOT),
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

    /**
     * P5 to P11, after the intent was recorded; may be repeated.
     *
     * @param runSeconds how long the attempt took; null when nobody has measured it
     */
    void publish(ModelMetadata metadata, @Nullable Double runSeconds) {
        registry.publish(metadata, registry.stagePath(metadata.taskId(), metadata.attempt()));
        store.completed(metadata, runSeconds);
        registry.dropStage(metadata.taskId(), metadata.attempt());
        registry.pruneCheckpoints(metadata.filenamePrefix());
    }

    private static List<Double> point(CurvePoint point) {
        return List.of((double) point.epoch(), point.trainLoss(), point.valLoss());
    }
}
