package io.shoptraining.server;

import io.shoptraining.database.Database;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelStore;
import io.shoptraining.inference.Backtests;
import io.shoptraining.inference.Forecasts;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.workerpool.WorkerPool;
import java.time.Clock;

/** The parts that a server and a mere look at a store have in common, put together once. */
record ReadSide(
        EventHub events,
        ModelIndex models,
        ModelRegistry registry,
        ModelStore modelStore,
        WorkerPool pool,
        Forecasts forecasts,
        Backtests backtests) {
    static ReadSide of(
            Database database,
            ModelRegistry registry,
            WorkerPool pool,
            Server.Parts parts,
            EventHub events,
            Clock clock) {
        ModelIndex models = new ModelIndex(database, clock);
        return new ReadSide(
                events,
                models,
                registry,
                new ModelStore(database, models, registry, parts.catalog(), parts.modelCheck(), clock),
                pool,
                new Forecasts(models, registry, parts.data(), pool),
                new Backtests(database, parts.data(), parts.catalog(), pool, clock));
    }
}
