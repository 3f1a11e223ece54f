package io.shoptraining.server;

import io.shoptraining.api.Api;
import io.shoptraining.api.BacktestApi;
import io.shoptraining.api.CalendarApi;
import io.shoptraining.api.CatalogApi;
import io.shoptraining.api.ForecastApi;
import io.shoptraining.api.ImportApi;
import io.shoptraining.api.MachineApi;
import io.shoptraining.api.MetaApi;
import io.shoptraining.api.Method;
import io.shoptraining.api.ModelApi;
import io.shoptraining.api.OpenApi;
import io.shoptraining.api.Operation;
import io.shoptraining.api.PageApi;
import io.shoptraining.api.Route;
import io.shoptraining.api.SystemApi;
import io.shoptraining.api.TaskApi;
import io.shoptraining.api.TokenApi;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Bundle;
import io.shoptraining.taskmanager.TaskList;
import io.shoptraining.taskmanager.TaskManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which resources there are. */
final class ApiOf {
    private static final long MIB = 1 << 20;

    /** Questions that need a body and change nothing. */
    private static final Set<String> HARMLESS = Set.of("/forecasts");

    private ApiOf() {}

    static Api server(
            Server server, ReadSide shared, DataDirectory directory, Configuration settings, Server.Parts parts) {
        List<Route> resources = new ArrayList<>(routes(shared, directory, settings, parts));
        resources.addAll(new TaskApi(
                        server.tasks().reader(),
                        server::tasks,
                        settings.limits().maxQueued())
                .routes());
        resources.addAll(new TokenApi(shared.access()).routes());
        resources.addAll(new MachineApi(new MachineView(
                        directory, server.pool()::status, shared.clock().instant()))
                .routes());
        List<Operation> operations = new ArrayList<>();
        SystemApi system = new SystemApi(server.meters(), () -> OpenApi.describe(parts.programVersion(), operations));
        List<Route> others = new ArrayList<>(system.routes());
        others.addAll(new PageApi().routes());
        Api api = new Api(resources, others);
        operations.addAll(api.operations());
        return api;
    }

    /** What can be asked of a store that is only looked at: everything, but whatever would change it is refused. */
    static Api view(
            TaskList tasks, ReadSide shared, DataDirectory directory, Configuration settings, Server.Parts parts) {
        List<Route> resources = new ArrayList<>(routes(shared, directory, settings, parts));
        resources.addAll(new TaskApi(tasks, ApiOf::noManager, settings.limits().maxQueued()).routes());
        resources.addAll(new TokenApi(shared.access()).routes());
        return new Api(resources.stream().map(ApiOf::lookingOnly).toList(), List.of());
    }

    private static List<Route> routes(
            ReadSide shared, DataDirectory directory, Configuration settings, Server.Parts parts) {
        long maxUpload = settings.limits().maxUploadMb() * MIB;
        List<Route> routes = new ArrayList<>();
        routes.addAll(new MetaApi(parts.programVersion(), parts.catalog(), shown(settings)).routes());
        routes.addAll(new ImportApi(shared.sales(), directory.uploads(), maxUpload).routes());
        routes.addAll(new CalendarApi(shared.sales(), directory.uploads()).routes());
        routes.addAll(new CatalogApi(shared.catalog()).routes());
        routes.addAll(
                new ModelApi(shared.models(), shared.modelStore(), Math.min(Bundle.MAX_BYTES, maxUpload)).routes());
        routes.addAll(new ForecastApi(shared.forecasts()).routes());
        routes.addAll(new BacktestApi(shared.backtests()).routes());
        return routes;
    }

    private static Route lookingOnly(Route route) {
        boolean changes = route.method() != Method.GET && !HARMLESS.contains(route.path());
        return changes
                ? route.handledBy(call -> {
                    throw refusal();
                })
                : route;
    }

    private static TaskManager noManager() {
        throw refusal();
    }

    private static ShopTrainingException refusal() {
        return new ShopTrainingException(
                ErrorCode.STORE_IN_USE, "the store was opened to look at it; this needs it for itself");
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
