package io.shoptraining.server;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import io.shoptraining.workerpool.WorkerMessage;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Forecasts with published models, each made by a worker process; one at a time beside the trainings. */
final class Forecasts {
    private static final Duration POLL = Duration.ofMillis(100);

    private final ModelIndex index;
    private final ModelRegistry registry;
    private final TrainingData data;
    private final WorkerPool pool;

    Forecasts(ModelIndex index, ModelRegistry registry, TrainingData data, WorkerPool pool) {
        this.index = index;
        this.registry = registry;
        this.data = data;
        this.pool = pool;
    }

    synchronized List<ForecastRow> forecast(String prefixOrIdentifier, int days) {
        ModelRow row = index.require(prefixOrIdentifier);
        if (!row.status().equals(ModelRow.COMPLETED)) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT, "model '" + row.filenamePrefix() + "' is " + row.status() + ", not completed");
        }
        ModelMetadata metadata = registry.find(row.filenamePrefix())
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, "model '" + row.filenamePrefix() + "' has lost its metadata file"));
        TrainingSpec spec = Json.convert(metadata.spec(), TrainingSpec.class);
        Faults faults = new Faults();
        if (days < 1 || days > spec.horizon()) {
            faults.outOfRange("days", days, 1, spec.horizon());
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        DataSnapshot snapshot = data.current()
                .orElseThrow(() ->
                        new ShopTrainingException(ErrorCode.DATA_REFUSED, "there are no sales; import sales first"));
        return ask(new WorkerCommand.Predict(
                UUID.randomUUID().toString(),
                spec,
                registry.modelFile(metadata).map(Path::toString).orElse(null),
                metadata.description(),
                snapshot.file().toString(),
                snapshot.sha256(),
                days));
    }

    private List<ForecastRow> ask(WorkerCommand.Predict predict) {
        WorkerProcess worker = pool.lend();
        boolean reusable = false;
        try {
            worker.send(predict);
            while (true) {
                Optional<WorkerMessage> message = worker.next(POLL);
                if (message.isPresent() && message.get() instanceof WorkerMessage.Gone gone) {
                    throw new ShopTrainingException(
                            ErrorCode.WORKER_LOST, "no forecast: " + gone.exit().reason());
                }
                if (message.isPresent() && message.get() instanceof WorkerMessage.Said said) {
                    if (said.report() instanceof WorkerReport.Predicted answer
                            && answer.requestId().equals(predict.requestId())) {
                        reusable = true;
                        return answer.rows();
                    }
                    if (said.report() instanceof WorkerReport.Failed failed
                            && failed.taskId().equals(predict.requestId())) {
                        reusable = true;
                        throw new ShopTrainingException(failed.code(), failed.message());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.IO_ERROR, "no forecast: interrupted", e);
        } finally {
            pool.giveBack(worker, reusable);
        }
    }
}
