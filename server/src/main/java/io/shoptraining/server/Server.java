package io.shoptraining.server;

import io.shoptraining.access.Access;
import io.shoptraining.api.Api;
import io.shoptraining.api.HttpServer;
import io.shoptraining.api.HttpSettings;
import io.shoptraining.api.Meters;
import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelStore;
import io.shoptraining.inference.Backtests;
import io.shoptraining.inference.ForecastRequest;
import io.shoptraining.inference.Forecasts;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.streams.EventStreams;
import io.shoptraining.streams.StreamSettings;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.taskmanager.TaskManager;
import io.shoptraining.taskmanager.TaskSettings;
import io.shoptraining.taskmanager.TrainingData;
import io.shoptraining.workerpool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A store at work: it holds the store's lock from {@link #open} to {@link #close}. */
public final class Server implements AutoCloseable {
    /** The worker's main class, by name: its code is never loaded here. */
    public static final String WORKER_MAIN = "io.shoptraining.worker.WorkerMain";

    private static final Duration CANCEL_GRACE = Duration.ofSeconds(5);

    private final StoreLock lock;
    private final Database database;
    private final ReadSide shared;
    private final TaskManager tasks;
    private final EventStreams streams;
    private final Meters meters = new Meters();
    private final Api api;
    private final DataDirectory directory;
    private final Configuration settings;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable HttpServer http;

    private Server(StoreLock lock, Database database, DataDirectory directory, Configuration settings, Parts parts) {
        this.lock = lock;
        this.database = database;
        this.directory = directory;
        this.settings = settings;
        this.shared = ReadSide.of(database, ModelRegistry.open(directory.savedModels()), directory, settings, parts);
        // before the queue looks at the store
        shared.modelStore().recover();
        this.tasks = new TaskManager(
                new TaskSettings(
                        settings.maxWorkers(),
                        settings.maxAttempts(),
                        settings.versionGate(),
                        directory.logs(),
                        CANCEL_GRACE,
                        parts.programVersion(),
                        limits(settings.limits())),
                new TaskManager.Stores(
                        database, shared.models(), shared.events(), shared.registry(), parts.data(), shared.clock()),
                parts.catalog(),
                shared.pool());
        this.streams = new EventStreams(shared.events(), StreamSettings.DEFAULTS);
        shared.access().onRevoked(streams::revoke);
        this.api = ApiOf.server(this, shared, directory, settings, parts);
        Gauges.show(this, meters);
    }

    /**
     * What a server is made of beside its directory and its settings.
     *
     * @param workerMain main class of the worker processes, {@link #WORKER_MAIN} but for tests
     * @param workerClassPath their class path
     */
    public record Parts(
            ModelCatalog catalog,
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
        Server server = take(directory, settings, parts, purpose);
        server.tasks.start();
        server.shared.backtests().start();
        return server;
    }

    /** As {@link #open}, but leaves the queue alone: for a command that changes something and is done. */
    public static Server take(DataDirectory directory, Configuration settings, Parts parts, String purpose) {
        directory.create();
        StoreLock lock = StoreLock.acquire(directory.savedModels(), purpose);
        Database database = null;
        Server server = null;
        try {
            database = Database.open(directory.database());
            parts.data().prepare();
            server = new Server(lock, database, directory, settings, parts);
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

    private static TaskSettings.Limits limits(Limits settings) {
        TaskSettings.Limits unlessSaid = TaskSettings.Limits.defaults();
        return new TaskSettings.Limits(
                settings.taskTimeLimitSeconds() == 0 ? null : settings.taskTimeLimitSeconds(),
                settings.taskMemoryLimitMb() == 0 ? null : settings.taskMemoryLimitMb(),
                Duration.ofSeconds(settings.stallSeconds()),
                unlessSaid.suspend(),
                settings.retentionDays());
    }

    /**
     * Listens for other programs, and tells those of this data directory where. Once.
     *
     * @return the address, {@code http://127.0.0.1:8000}
     */
    public synchronized String listen() {
        if (http != null) {
            throw new IllegalStateException("listens already");
        }
        Listening listening = settings.listening();
        shared.access().writeLocalToken(directory.localToken());
        HttpServer started = HttpServer.start(
                api,
                streams,
                new HttpSettings(
                        listening.host(),
                        listening.port(),
                        listening.allowedHosts(),
                        listening.allowedOrigins(),
                        listening.signIn(),
                        Duration.ofSeconds(listening.patienceSeconds())),
                shared.access(),
                meters);
        http = started;
        lock.announce(started.address());
        // who listens will be asked; a command that works by itself starts what it needs
        shared.pool().warmUp();
        return started.address();
    }

    /** Takes on no new work from now on; what there is can still be looked at. {@link #close} follows. */
    public synchronized void beginShutdown() {
        if (http != null) {
            http.refuseNewWork();
        }
    }

    /** Every operation, for commands of this process. */
    public Api api() {
        return api;
    }

    WorkerPool pool() {
        return shared.pool();
    }

    EventStreams streams() {
        return streams;
    }

    Meters meters() {
        return meters;
    }

    public Access access() {
        return shared.access();
    }

    public TaskManager tasks() {
        return tasks;
    }

    public ModelIndex models() {
        return shared.models();
    }

    public ModelRegistry registry() {
        return shared.registry();
    }

    public EventHub events() {
        return shared.events();
    }

    /** Models as a whole: deleted, exported, imported. */
    public ModelStore modelStore() {
        return shared.modelStore();
    }

    public Forecasts forecasts() {
        return shared.forecasts();
    }

    public Backtests backtests() {
        return shared.backtests();
    }

    /**
     * Forecasts with a model, from the newest sales.
     *
     * @param prefixOrIdentifier one version, or the champion of an identifier
     * @param days at most the model's horizon
     */
    public List<ForecastRow> forecast(String prefixOrIdentifier, int days) {
        return forecast(shared.forecasts(), prefixOrIdentifier, days);
    }

    static List<ForecastRow> forecast(Forecasts forecasts, String prefixOrIdentifier, int days) {
        return forecasts
                .forecast(ForecastRequest.of(Map.of("model_identifier", prefixOrIdentifier, "future_days", days)))
                .rows();
    }

    /** Stops work and gives the store back; running tasks wait in the queue for the next server. Closes once. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        beginShutdown();
        try {
            streams.close();
            shared.backtests().close();
            tasks.close();
            stopListening();
            shared.catalog().close();
            shared.events().close();
            database.close();
        } finally {
            lock.close();
        }
    }

    private synchronized void stopListening() {
        if (http != null) {
            http.close();
        }
        meters.close();
    }
}
