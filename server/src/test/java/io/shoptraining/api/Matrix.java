package io.shoptraining.api;

import io.shoptraining.server.OpenShop;
import java.util.List;
import java.util.stream.Stream;

/** Who may do what, written down a second time so that no route comes into being without a thought on it. */
final class Matrix {
    static final String[] EXPECTED = {
        "GET / everybody",
        "GET /data everybody",
        "GET /data/imports/{import_id} everybody",
        "GET /products/{product_id} everybody",
        "GET /stores/{store_id} everybody",
        "GET /training everybody",
        "GET /training/{task_id} everybody",
        "GET /models everybody",
        "GET /models/{filename_prefix} everybody",
        "GET /forecasts everybody",
        "GET /settings everybody",
        "GET /ui/{file} everybody",
        "GET /ui/{folder}/{file} everybody",
        "GET /healthz everybody",
        "GET /metrics viewer",
        "GET /openapi.json viewer",
        "GET /api/v1/meta viewer",
        "GET /api/v1/products viewer",
        "GET /api/v1/products/{product_id} viewer",
        "GET /api/v1/products/{product_id}/sales viewer",
        "GET /api/v1/stores viewer",
        "GET /api/v1/stores/{store_id} viewer",
        "GET /api/v1/sales viewer",
        "GET /api/v1/imports viewer",
        "POST /api/v1/imports operator",
        "POST /api/v1/attributes operator",
        "POST /api/v1/imports/columns operator",
        "POST /api/v1/imports/sample operator",
        "GET /api/v1/imports/{import_id} viewer",
        "POST /api/v1/imports/{import_id}/commit operator",
        "DELETE /api/v1/imports/{import_id} operator",
        "GET /api/v1/calendar viewer",
        "POST /api/v1/calendar operator",
        "DELETE /api/v1/calendar operator",
        "GET /api/v1/tasks viewer",
        "POST /api/v1/tasks operator",
        "GET /api/v1/tasks/{task_id} viewer",
        "POST /api/v1/tasks/{task_id}/cancel operator",
        "POST /api/v1/tasks/{task_id}/retry operator",
        "GET /api/v1/tasks/{task_id}/log viewer",
        "GET /api/v1/tasks/{task_id}/curve viewer",
        "POST /api/v1/batches operator",
        "GET /api/v1/batches/{batch_id} viewer",
        "GET /api/v1/models viewer",
        "POST /api/v1/models/import operator",
        "GET /api/v1/models/{filename_prefix} viewer",
        "GET /api/v1/models/{filename_prefix}/files/{kind} viewer",
        "GET /api/v1/models/{filename_prefix}/verify viewer",
        "GET /api/v1/models/{model_identifier}/history viewer",
        "POST /api/v1/models/{filename_prefix}/promote operator",
        "DELETE /api/v1/models/{filename_prefix} admin",
        "POST /api/v1/forecasts operator",
        "POST /api/v1/backtests operator",
        "GET /api/v1/backtests viewer",
        "GET /api/v1/backtests/{backtest_id} viewer",
        "POST /api/v1/backtests/{backtest_id}/cancel operator",
        "GET /api/v1/machine viewer",
        "GET /api/v1/tokens admin",
        "POST /api/v1/tokens admin",
        "DELETE /api/v1/tokens/{token_id} admin",
        "GET /api/v1/events viewer",
        "GET /api/v1/ws viewer",
        "GET /socket.io/ viewer",
        "POST /socket.io/ viewer",
    };

    private Matrix() {}

    /** Every route of a server, and every stream. */
    static List<Operation> operations(OpenShop shop) {
        return Stream.concat(
                        shop.server().api().operations().stream(),
                        Mount.ofStreams().stream().flatMap(mount -> mount.operations().stream()))
                .toList();
    }
}
