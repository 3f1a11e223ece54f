package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.Samples;
import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.Provenance;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Torch;
import io.shoptraining.zoo.Learner;
import io.shoptraining.zoo.ModelZoo;
import io.shoptraining.zoo.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** examples/pytorch/forecast.py says the same as the program, from the two files of a model. */
class PytorchExampleTest {
    private static final Path SCRIPT = Path.of("..", "examples", "pytorch", "forecast.py");
    private static final int DAYS = 160;

    @TempDir
    Path folder = Path.of("unset");

    private @Nullable Supplier<float[][][]> forecast;

    @ParameterizedTest
    @ValueSource(strings = {"mlstm", "transformer", "tcn", "optimized_kan"})
    void plainPyTorchForecastsTheSame(String modelType) throws IOException, InterruptedException {
        forecastsTheSame(spec(modelType, "quantile"));
    }

    @Test
    void plainPyTorchForecastsTheSameWithTheHeadTweedie() throws IOException, InterruptedException {
        forecastsTheSame(spec("tcn", "tweedie"));
    }

    @Test
    void aHeadThatTheScriptDoesNotKnowIsRefused() throws IOException, InterruptedException {
        Torch.Result result = ask(spec("tcn", "negative_binomial"));
        assertThat(result.exit()).isNotZero();
        assertThat(result.text()).contains("the head negative_binomial");
    }

    private void forecastsTheSame(TrainingSpec spec) throws IOException, InterruptedException {
        Torch.Result result = ask(spec);
        assertThat(result.exit()).as(result.text()).isZero();
        float[][][] said = Json.read(result.text(), float[][][].class);
        float[][][] expected = Objects.requireNonNull(forecast).get();
        assertThat(said).hasDimensions(expected.length, spec.horizon());
        for (int window = 0; window < expected.length; window++) {
            for (int day = 0; day < expected[window].length; day++) {
                assertThat(said[window][day]).containsExactly(expected[window][day], within(1e-5f));
            }
        }
    }

    /** Trains, asks the script, and leaves {@link #forecast} to say what the program says of the same windows. */
    private Torch.Result ask(TrainingSpec spec) throws IOException, InterruptedException {
        Torch.need();
        Random random = new Random(6);
        List<History> histories = List.of(
                Samples.history("P1", Samples.START, Samples.randomSales(DAYS, random), random),
                Samples.history("P2", Samples.START, Samples.randomSales(DAYS, random), random));
        WorkerReport.Finished finished = train(spec, histories);
        Map<String, Object> description = Json.readObject(Json.write(finished.description()));
        FeaturePlan plan = FeaturePlan.fromMap((Map<?, ?>) part(description, "features"));
        WindowSet windows = plan.split(spec, histories).heldOut();
        Path prefix = folder.resolve("panel");
        Files.move(folder.resolve("model.pth"), Path.of(prefix + "_model.pth"));
        Files.writeString(Path.of(prefix + "_metadata.json"), Json.writePretty(metadata(spec, finished)));
        Path inputs = Files.writeString(folder.resolve("windows.json"), Json.write(inputs(windows)));

        forecast = () -> forecast(spec, description, Path.of(prefix + "_model.pth"), windows);
        return Torch.python(SCRIPT.toString(), prefix.toString(), inputs.toString());
    }

    /** Small, with a look-back that is no multiple of a patch. */
    private static TrainingSpec spec(String modelType, String head) {
        TrainingSpec plain = Samples.spec(modelType, 30, 7, 2);
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : ModelZoo.find(modelType).type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.put("head", head);
        settings.put("hidden_size", 8);
        settings.put("learning_rate", 0.02);
        settings.computeIfPresent("blocks", (name, value) -> 2);
        settings.computeIfPresent("layers", (name, value) -> 2);
        return new TrainingSpec(plain.scope(), modelType, settings, 3, 7, 30, 2, 1);
    }

    private WorkerReport.Finished train(TrainingSpec spec, List<History> histories) throws IOException {
        Path snapshot = Files.writeString(folder.resolve("sales.parquet"), "stands for a snapshot");
        String sha256 = StagingDirectory.sha256(snapshot, () -> {});
        return new TrainingPipeline((file, scope) -> histories)
                .train(
                        new WorkerCommand.Train("task", 1, spec, snapshot.toString(), sha256, folder.toString(), null),
                        new Recorder());
    }

    private static ModelMetadata metadata(TrainingSpec spec, WorkerReport.Finished finished) {
        String identifier = spec.key().identifier();
        return new ModelMetadata(
                ModelMetadata.FORMAT,
                identifier + "_v1",
                identifier,
                1,
                "task",
                1,
                Json.toMap(spec),
                finished.metrics(),
                "accepted",
                null,
                finished.description(),
                List.of(),
                List.of(),
                new Provenance("snapshot", "hash", "engine", "java", "program"),
                "2022-01-03T00:00:00Z");
    }

    private static Map<String, Object> inputs(WindowSet windows) {
        int count = windows.size();
        WindowBatch batch = windows.read(IntStream.range(0, count).toArray());
        List<List<Integer>> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kinds = windows.idSizes().size();
            ids.add(IntStream.range(i * kinds, (i + 1) * kinds)
                    .mapToObj(at -> batch.ids()[at])
                    .toList());
        }
        return Map.of(
                "past", nested(batch.past(), windows.lookBack(), windows.pastFeatures()),
                "future", nested(batch.future(), windows.horizon(), windows.futureFeatures()),
                "ids", ids,
                "scale", IntStream.range(0, count).mapToDouble(windows::scale).toArray());
    }

    private static float[][][] nested(float[] values, int days, int features) {
        float[][][] nested = new float[values.length / days / features][days][features];
        for (int i = 0; i < values.length; i++) {
            nested[i / days / features][i / features % days][i % features] = values[i];
        }
        return nested;
    }

    private static float[][][] forecast(
            TrainingSpec spec, Map<String, Object> description, Path model, WindowSet windows) {
        Learner learner = ModelZoo.find(spec.modelType());
        try (TrainedModel loaded = learner.load(spec, model, part(description, "model"))) {
            return loaded.predict(windows);
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have texts for keys
    private static Map<String, Object> part(Map<String, Object> description, String name) {
        Object part = description.get(name);
        assertThat(part).isInstanceOf(Map.class);
        return (Map<String, Object>) (Map<?, ?>) part;
    }
}
