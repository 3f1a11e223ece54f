package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes staged models for the tests of the store. */
final class Shop {
    static final String IDENTIFIER = "product_P001_all_mlstm";
    static final String PREFIX = IDENTIFIER + "_v1";
    static final String TASK = "11111111-2222-3333-4444-555555555555";

    private Shop() {}

    static StagedFile file(Path stage, String kind, String name, String text) throws IOException {
        Path file = stage.resolve(name);
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return new StagedFile(kind, name, Files.size(file), Durable.sha256(file));
    }

    static List<StagedFile> files(Path stage) throws IOException {
        return List.of(
                file(stage, "model", "model.pth.part", "the weights"),
                file(stage, "loss_curve", "loss_curve.png.part", "the picture"));
    }

    static ModelMetadata metadata(int version, int attempt, String verdict, List<ManifestFile> manifest) {
        return new ModelMetadata(
                ModelMetadata.FORMAT,
                ModelFileName.prefix(IDENTIFIER, version),
                IDENTIFIER,
                version,
                TASK,
                attempt,
                Map.of("model_type", "mlstm", "seed", 42L),
                new Metrics(Map.of("r2", 0.5), Map.of("mape", "a day sold nothing")),
                verdict,
                null,
                Map.of("quantiles", List.of(0.1, 0.5, 0.9)),
                List.of(List.of(1.0, 0.5, 0.6)),
                manifest,
                new Provenance("snap-1", "ab".repeat(32), "test 1", "17", "0.1.0"),
                "2026-01-02T03:04:05Z");
    }

    /** Stages files and checks them: all that comes before the publication. */
    static ModelMetadata staged(ModelRegistry registry, int version, int attempt, String verdict) throws IOException {
        Path stage = registry.stage(TASK, attempt);
        List<ManifestFile> manifest =
                registry.manifest(ModelFileName.prefix(IDENTIFIER, version), TASK, attempt, files(stage));
        return metadata(version, attempt, verdict, manifest);
    }

    static ModelMetadata published(ModelRegistry registry, int version, String verdict) throws IOException {
        ModelMetadata metadata = staged(registry, version, 1, verdict);
        registry.publish(metadata, stageOf(registry, 1));
        registry.dropStage(TASK, 1);
        return metadata;
    }

    static Path stageOf(ModelRegistry registry, int attempt) {
        return registry.stagePath(TASK, attempt);
    }

    /** How often the store was taken. */
    static long epoch(Path store) throws IOException {
        Object epoch = Json.readObject(Files.readString(store.resolve(".store/STORE.json")))
                .get("epoch");
        return Long.parseLong(String.valueOf(epoch));
    }

    static List<String> names(Path directory) throws IOException {
        return StoreLayout.list(directory).stream().map(StoreLayout::name).toList();
    }
}
