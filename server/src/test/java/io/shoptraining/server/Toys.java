package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.events.Event;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TrainingData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A server whose workers are {@link ToyWorker}s. */
public final class Toys {
    static final Configuration SETTINGS = new Configuration(2, "48m", 3, 0.0, false);

    /** A server that listens starts all of its workers ahead, and most tests need one at most. */
    static final Configuration ONE_WORKER = new Configuration(1, "48m", 3, 0.0, false);

    private static final int DAYS = 400;

    private Toys() {}

    static Server server(Path root) {
        return Server.open(new DataDirectory(root), SETTINGS, parts(data(DAYS)), "test");
    }

    public static Server.Parts parts(TrainingData data) {
        HyperParameter behaviour =
                HyperParameter.choice("behaviour", ToyWorker.BEHAVIOURS, "train", "What the worker does.");
        List<ModelType> types = ToyWorker.TYPES.stream()
                .map(type -> new ModelType(type, "For tests.", List.of(behaviour), null))
                .toList();
        return new Server.Parts(
                new ModelCatalog(types),
                data,
                ToyWorker.class.getName(),
                System.getProperty("java.class.path"),
                "test");
    }

    /** Sales that are long enough for every request below; 0 days for none at all. */
    public static TrainingData data(int days) {
        return data(days, Set.of("P001", "p001", "P002"));
    }

    public static TrainingData data(int days, Set<String> products) {
        TrainingData.DataSnapshot snapshot = new TrainingData.DataSnapshot(
                "s1", Path.of("sales.parquet"), "ab".repeat(32), products, Set.of("S001"));
        return new TrainingData() {
            @Override
            public Optional<DataSnapshot> current() {
                return days == 0 ? Optional.empty() : Optional.of(snapshot);
            }

            @Override
            public DataSnapshot snapshot(String id) {
                assertThat(id).isEqualTo(snapshot.id());
                return snapshot;
            }

            @Override
            public int availableDays(DataSnapshot ignored, TrainingSpec spec) {
                return days;
            }
        };
    }

    public static Map<String, Object> request(String product, String behaviour) {
        return Map.of(
                "training_mode",
                "product",
                "product_id",
                product,
                "model_type",
                "toy",
                "epochs",
                5,
                "hyperparameters",
                Map.of("behaviour", behaviour));
    }

    static TrainingTask submit(Server server, String behaviour) {
        return server.tasks().submit(request("P001", behaviour));
    }

    /** Trains a model and waits for it. */
    public static TrainingTask trained(Server server, String behaviour) {
        return awaitEnd(server, submit(server, behaviour));
    }

    static TrainingTask awaitEnd(Server server, TrainingTask task) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> server.tasks().require(task.taskId()),
                        now -> now.status().isTerminal());
    }

    /** Waits for a task whose worker is at work, past its third epoch. */
    static TrainingTask awaitThirdEpoch(Server server, TrainingTask task) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> server.tasks().require(task.taskId()),
                        now -> now.status() == TaskState.RUNNING && now.progress() >= 60);
    }

    static boolean checkpoint(Path root, TrainingTask task, int epoch) {
        return Files.exists(root.resolve(
                "saved_models/checkpoints/" + task.filenamePrefix() + "_checkpoint_epoch_" + epoch + ".pth"));
    }

    static List<Event> events(Server server, TrainingTask task) {
        List<Event> all = new ArrayList<>();
        List<Event> page = server.events().since(0, task.taskId());
        while (!page.isEmpty()) {
            all.addAll(page);
            page = server.events().since(page.get(page.size() - 1).seq(), task.taskId());
        }
        return all;
    }

    static List<String> logLines(Server server, TrainingTask task) {
        return events(server, task).stream()
                .filter(event -> event.event().equals(Event.TRAINING_LOG))
                .map(event -> String.valueOf(event.payload().get("message")))
                .toList();
    }
}
