package io.shoptraining.server;

import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.taskmanager.TaskManager;
import io.shoptraining.taskmanager.TaskSettings;
import io.shoptraining.taskmanager.TrainingData;
import io.shoptraining.taskmanager.VersionGate;
import io.shoptraining.workerpool.PoolSettings;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A store at work: it holds the store's lock from {@link #open} to {@link #close}. */
public final class Server implements AutoCloseable {
    /** The worker's main class, by name: its code is never loaded here. */
    public static final String WORKER_MAIN = "io.shoptraining.worker.WorkerMain";

    private static final Duration SILENCE = Duration.ofSeconds(12);
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(5);

    private final StoreLock lock;
    private final Database database;
    private final EventHub events;
    private final ModelIndex index;
    private final ModelRegistry registry;
    private final TaskManager tasks;
    private final Forecasts forecasts;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Server(StoreLock lock, Database database, DataDirectory directory, Configuration settings, Parts parts) {
        Clock clock = Clock.system(ZoneId.systemDefault());
        this.lock = lock;
        this.database = database;
        this.events = new EventHub(database, clock);
        this.index = new ModelIndex(database, clock);
        this.registry = ModelRegistry.open(directory.savedModels());
        WorkerPool pool = pool(directory, settings, parts);
        this.forecasts = new Forecasts(index, registry, parts.data(), pool);
        this.tasks = new TaskManager(
                new TaskSettings(
                        settings.maxWorkers(),
                        settings.maxAttempts(),
                        new VersionGate(settings.gateMinR2(), settings.gateBeatsSeasonalNaive()),
                        directory.logs(),
                        CANCEL_GRACE,
                        parts.programVersion()),
                new TaskManager.Stores(database, index, events, registry, parts.data(), clock),
                parts.catalog(),
                pool,
                parts.modelCheck());
    }

    /**
     * What a server is made of beside its directory and its settings.
     *
     * @param modelCheck opens a model file; throws when it cannot be used
     * @param workerMain main class of the worker processes, {@link #WORKER_MAIN} but for tests
     * @param workerClassPath their class path
     */
    public record Parts(
            ModelCatalog catalog,
            Consumer<Path> modelCheck,
            TrainingData data,
            String workerMain,
            String workerClassPath,
            String programVersion) {}

    /**
     * Takes the store, repairs what an earlier server left undone and begins to work on the queue.
     *
     * @param purpose for the message that other programs get meanwhile, such as {@code serve on port 8000}
     */
    public static Server open(DataDirectory directory, Configuration settings, Parts parts, String purpose) {
        directory.create();
        StoreLock lock = StoreLock.acquire(directory.savedModels(), purpose);
        Database database = null;
        Server server = null;
        try {
            database = Database.open(directory.database());
            server = new Server(lock, database, directory, settings, parts);
            server.tasks.start();
            return server;
        } finally {
            if (server == null) {
                if (database != null) {
                    database.close();
                }
                lock.close();
            }
        }
    }

    static WorkerPool pool(DataDirectory directory, Configuration settings, Parts parts) {
        return new WorkerPool(
                new WorkerSettings(
                        parts.workerMain(),
                        parts.workerClassPath(),
                        settings.workerHeap(),
                        directory.nativeCache(),
                        directory.logs(),
                        SILENCE),
                PoolSettings.of(settings.maxWorkers()));
    }

    public TaskManager tasks() {
        return tasks;
    }

    public ModelIndex models() {
        return index;
    }

    public ModelRegistry registry() {
        return registry;
    }

    public EventHub events() {
        return events;
    }

    /**
     * Forecasts with a model, from the newest sales.
     *
     * @param prefixOrIdentifier one version, or the accepted version of an identifier
     * @param days at most the model's horizon
     */
    public List<ForecastRow> forecast(String prefixOrIdentifier, int days) {
        return forecasts.forecast(prefixOrIdentifier, days);
    }

    /** Stops work and gives the store back; running tasks wait in the queue for the next server. Closes once. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            tasks.close();
            events.close();
            database.close();
        } finally {
            lock.close();
        }
    }
}
