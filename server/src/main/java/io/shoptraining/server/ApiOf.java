package io.shoptraining.server;

import io.shoptraining.api.Api;
import io.shoptraining.api.BacktestApi;
import io.shoptraining.api.CatalogApi;
import io.shoptraining.api.ForecastApi;
import io.shoptraining.api.ImportApi;
import io.shoptraining.api.MetaApi;
import io.shoptraining.api.ModelApi;
import io.shoptraining.api.OpenApi;
import io.shoptraining.api.Operation;
import io.shoptraining.api.Route;
import io.shoptraining.api.SystemApi;
import io.shoptraining.api.TaskApi;
import io.shoptraining.api.TokenApi;
import io.shoptraining.registry.Bundle;
import io.shoptraining.sales.SalesStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which resources there are. */
final class ApiOf {
    private static final long MIB = 1 << 20;

    private ApiOf() {}

    /** The imports behind the queue's data; those of the directory when the queue has others. */
    static SalesStore sales(DataDirectory directory, Server.Parts parts, Clock clock) {
        return parts.data() instanceof SalesData imported
                ? imported.sales()
                : SalesStore.open(directory.sales(), clock);
    }

    static Api server(
            Server server, SalesStore sales, DataDirectory directory, Configuration settings, Server.Parts parts) {
        List<Route> resources = new ArrayList<>();
        resources.addAll(new MetaApi(parts.programVersion(), parts.catalog(), shown(settings)).routes());
        resources.addAll(
                new ImportApi(sales, directory.uploads(), settings.limits().maxUploadMb() * MIB).routes());
        resources.addAll(new CatalogApi(server.catalog()).routes());
        resources.addAll(new TaskApi(server.tasks()).routes());
        resources.addAll(new ModelApi(
                        server.models(),
                        server.modelStore(),
                        Math.min(Bundle.MAX_BYTES, settings.limits().maxUploadMb() * MIB))
                .routes());
        resources.addAll(new ForecastApi(server.forecasts()).routes());
        resources.addAll(new BacktestApi(server.backtests()).routes());
        resources.addAll(new TokenApi(server.access()).routes());
        List<Operation> operations = new ArrayList<>();
        SystemApi system = new SystemApi(server.meters(), () -> OpenApi.describe(parts.programVersion(), operations));
        Api api = new Api(resources, system.routes());
        operations.addAll(api.operations());
        return api;
    }

    private static Map<String, Object> shown(Configuration settings) {
        Map<String, Object> limits = new TreeMap<>();
        limits.put("max_workers", settings.maxWorkers());
        limits.put("max_attempts", settings.maxAttempts());
        limits.put("max_upload_mb", settings.limits().maxUploadMb());
        limits.put("max_queued", settings.limits().maxQueued());
        limits.put("max_json_bytes", Route.MAX_JSON_BYTES);
        limits.put("task_time_limit_seconds", settings.limits().taskTimeLimitSeconds());
        limits.put("task_memory_limit_mb", settings.limits().taskMemoryLimitMb());
        return limits;
    }
}
