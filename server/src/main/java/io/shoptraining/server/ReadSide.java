package io.shoptraining.server;

import io.shoptraining.access.Access;
import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelStore;
import io.shoptraining.inference.Backtests;
import io.shoptraining.inference.Forecasts;
import io.shoptraining.inference.LoadCheck;
import io.shoptraining.inference.Questions;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.sales.SalesCatalog;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.workerpool.PoolSettings;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;

/** The parts that a server and a mere look at a store have in common, put together once. */
record ReadSide(
        Clock clock,
        EventHub events,
        ModelIndex models,
        ModelRegistry registry,
        ModelStore modelStore,
        WorkerPool pool,
        Forecasts forecasts,
        Backtests backtests,
        SalesStore sales,
        SalesCatalog catalog,
        Access access) {
    private static final Duration SILENCE = Duration.ofSeconds(12);

    /** Forecasts, and models of others that are loaded to see whether they can be. */
    private static final int QUESTIONS_AT_ONCE = 2;

    static ReadSide of(
            Database database,
            ModelRegistry registry,
            DataDirectory directory,
            Configuration settings,
            Server.Parts parts) {
        Clock clock = Clock.system(ZoneId.systemDefault());
        ModelIndex models = new ModelIndex(database, clock);
        WorkerPool pool = pool(directory, settings, parts);
        Questions questions = new Questions(pool, QUESTIONS_AT_ONCE);
        SalesStore sales = sales(directory, parts, clock);
        return new ReadSide(
                clock,
                new EventHub(database, clock),
                models,
                registry,
                new ModelStore(
                        database,
                        models,
                        registry,
                        parts.catalog(),
                        new LoadCheck(questions),
                        settings.versionGate(),
                        clock),
                pool,
                new Forecasts(models, registry, parts.data(), questions),
                new Backtests(database, parts.data(), parts.catalog(), pool, clock),
                sales,
                new SalesCatalog(sales),
                new Access(database, clock));
    }

    private static WorkerPool pool(DataDirectory directory, Configuration settings, Server.Parts parts) {
        return new WorkerPool(
                new WorkerSettings(
                        parts.workerMain(),
                        parts.workerClassPath(),
                        settings.workerHeap(),
                        directory.nativeCache(),
                        directory.logs(),
                        SILENCE),
                PoolSettings.of(settings.maxWorkers())
                        .withMaxTasksPerWorker(settings.limits().workerRecycleAfter()));
    }

    /** The imports behind the queue's data; those of the directory when the queue has others. */
    private static SalesStore sales(DataDirectory directory, Server.Parts parts, Clock clock) {
        return parts.data() instanceof SalesData imported
                ? imported.sales()
                : SalesStore.open(directory.sales(), clock);
    }
}
