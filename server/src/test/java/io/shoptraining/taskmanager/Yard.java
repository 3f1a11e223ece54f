package io.shoptraining.taskmanager;

import static org.awaitility.Awaitility.await;

import io.shoptraining.database.Database;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.VersionGate;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.server.Toys;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.workerpool.PoolSettings;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A task manager at work with toy workers and limits of the test's choice, without a server around it. */
final class Yard implements AutoCloseable {
    static final TaskSettings.Limits PATIENT =
            new TaskSettings.Limits(null, null, Duration.ofMinutes(10), Duration.ofSeconds(2), 90);

    private static final int WORKERS = 2;
    static final TrainingData DATA = Toys.data(400, Set.of("P001", "P002"));

    final Database database;
    final EventHub events;
    final ModelIndex index;
    final ModelRegistry registry;
    final TaskManager tasks;

    Yard(Path root, TaskSettings.Limits limits) throws IOException {
        this(root, limits, DATA, "io.shoptraining.server.ToyWorker");
    }

    Yard(Path root, TaskSettings.Limits limits, TrainingData data, String workerMain) throws IOException {
        Path logs = Files.createDirectories(root.resolve("logs"));
        database = Database.open(root.resolve("a.db"));
        events = new EventHub(database, Clock.systemUTC());
        index = new ModelIndex(database, Clock.systemUTC());
        registry = ModelRegistry.open(root.resolve("saved_models"));
        WorkerPool pool = new WorkerPool(
                new WorkerSettings(
                        workerMain, System.getProperty("java.class.path"), "48m", logs, logs, Duration.ofSeconds(15)),
                PoolSettings.of(WORKERS));
        tasks = new TaskManager(
                new TaskSettings(WORKERS, 2, new VersionGate(0, false), logs, Duration.ofMillis(500), "test", limits),
                new TaskManager.Stores(database, index, events, registry, data, Clock.systemUTC()),
                Toys.parts(data).catalog(),
                pool);
    }

    static Yard started(Path root, TaskSettings.Limits limits) throws IOException {
        Yard yard = new Yard(root, limits);
        yard.tasks.start();
        return yard;
    }

    TrainingTask submit(String behaviour) {
        return tasks.submit(request(behaviour));
    }

    static Map<String, Object> request(String behaviour) {
        return new HashMap<>(Toys.request("P001", behaviour));
    }

    TrainingTask awaitEnd(TrainingTask task) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> tasks.require(task.taskId()), now -> now.status().isTerminal());
    }

    TrainingTask awaitThirdEpoch(TrainingTask task) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> tasks.require(task.taskId()),
                        now -> now.status() == TaskState.RUNNING && now.progress() >= 60);
    }

    List<Event> eventsOf(TrainingTask task) {
        List<Event> all = new ArrayList<>();
        List<Event> page = events.since(0, task.taskId());
        while (!page.isEmpty()) {
            all.addAll(page);
            page = events.since(page.get(page.size() - 1).seq(), task.taskId());
        }
        return all;
    }

    @Override
    public void close() {
        tasks.close();
        events.close();
        database.close();
    }
}
