package io.shoptraining.server;

import io.shoptraining.access.Access;
import io.shoptraining.api.Api;
import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.sales.SalesCatalog;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.taskmanager.TaskList;
import io.shoptraining.workerpool.WorkerPool;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/** A store to look at, and to forecast from, while a server may hold it; it takes no lock and changes nothing. */
public final class StoreView implements AutoCloseable {
    private final Database database;
    private final EventHub events;
    private final ModelIndex index;
    private final ModelRegistry registry;
    private final WorkerPool pool;
    private final Forecasts forecasts;
    private final Access access;
    private final SalesCatalog catalog;
    private final Api api;

    private StoreView(Database database, DataDirectory directory, Configuration settings, Server.Parts parts) {
        Clock clock = Clock.system(ZoneId.systemDefault());
        this.database = database;
        this.events = new EventHub(database, clock);
        this.index = new ModelIndex(database, clock);
        this.registry = ModelRegistry.readOnly(directory.savedModels());
        this.pool = Server.pool(directory, settings, parts);
        this.forecasts = new Forecasts(index, registry, parts.data(), pool);
        this.access = new Access(database, clock);
        SalesStore sales = ApiOf.sales(directory, parts, clock);
        this.catalog = new SalesCatalog(sales);
        this.api = ApiOf.view(this, sales, directory, settings, parts);
    }

    /** Opens the view; a directory that never had a server gets empty tables first. */
    public static StoreView open(DataDirectory directory, Configuration settings, Server.Parts parts) {
        if (!Files.exists(directory.database())) {
            directory.create();
            try (StoreLock lock = StoreLock.acquire(directory.savedModels(), "first look")) {
                Database.open(directory.database()).close();
            }
        }
        return new StoreView(Database.openReadOnly(directory.database()), directory, settings, parts);
    }

    /** Every operation; those that would change something refuse with {@link ErrorCode#STORE_IN_USE}. */
    public Api api() {
        return api;
    }

    SalesCatalog catalog() {
        return catalog;
    }

    Access access() {
        return access;
    }

    public TaskList tasks() {
        return new TaskList(database);
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

    /** As {@link Server#forecast}. */
    public List<ForecastRow> forecast(String prefixOrIdentifier, int days) {
        return forecasts.forecast(prefixOrIdentifier, days);
    }

    @Override
    public void close() {
        pool.close();
        catalog.close();
        database.close();
    }
}
