package io.shoptraining.inference;

import io.shoptraining.index.ModelStore;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Has a worker load a model: what a file from elsewhere needs of memory, and may break, is no matter of the server's. */
public final class LoadCheck implements ModelStore.Check {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Questions questions;

    public LoadCheck(Questions questions) {
        this.questions = questions;
    }

    @Override
    public void require(ModelMetadata metadata, @Nullable Path modelFile) {
        String id = UUID.randomUUID().toString();
        WorkerCommand.Check check = new WorkerCommand.Check(
                id,
                Json.convert(metadata.spec(), TrainingSpec.class),
                modelFile == null ? null : modelFile.toString(),
                metadata.description());
        try (Questions.Turn turn = questions.turn()) {
            turn.ask(
                    check,
                    id,
                    LIMIT,
                    report -> report instanceof WorkerReport.Checked checked
                                    && checked.requestId().equals(id)
                            ? Optional.of(true)
                            : Optional.empty());
        }
    }
}
