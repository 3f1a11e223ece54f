package io.shoptraining.server;

import io.shoptraining.api.Api;
import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelStore;
import io.shoptraining.inference.Backtests;
import io.shoptraining.inference.Forecasts;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.taskmanager.TaskList;
import java.nio.file.Files;
import java.util.List;

/** A store to look at, and to forecast from, while a server may hold it; it takes no lock and changes nothing. */
public final class StoreView implements AutoCloseable {
    private final Database database;
    private final ReadSide shared;
    private final Api api;

    private StoreView(Database database, DataDirectory directory, Configuration settings, Server.Parts parts) {
        this.database = database;
        this.shared =
                ReadSide.of(database, ModelRegistry.readOnly(directory.savedModels()), directory, settings, parts);
        this.api = ApiOf.view(tasks(), shared, directory, settings, parts);
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

    public TaskList tasks() {
        return new TaskList(database);
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

    /** As {@link Server#forecast}. */
    public List<ForecastRow> forecast(String prefixOrIdentifier, int days) {
        return Server.forecast(shared.forecasts(), prefixOrIdentifier, days);
    }

    /** As {@link Server#forecasts}. */
    public Forecasts forecasts() {
        return shared.forecasts();
    }

    /** As {@link Server#backtests}; nobody works on them here, and none can be asked for. */
    public Backtests backtests() {
        return shared.backtests();
    }

    /** As {@link Server#modelStore}; models can be exported, and whatever would change one is refused. */
    public ModelStore modelStore() {
        return shared.modelStore();
    }

    @Override
    public void close() {
        shared.pool().close();
        shared.catalog().close();
        database.close();
    }
}
