package io.shoptraining.api;

import io.shoptraining.access.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** About the server itself; mounted at the root, where tools look for these. */
public final class SystemApi {
    private final Meters meters;
    private final Supplier<Map<String, Object>> openApi;

    /** @param openApi the description of all operations, these included */
    public SystemApi(Meters meters, Supplier<Map<String, Object>> openApi) {
        this.meters = meters;
        this.openApi = openApi;
    }

    /** Routes at the root of the server. */
    public List<Route> routes() {
        return List.of(
                Route.get("/healthz", null, "Whether the server answers.", call -> Answer.ok(Map.of("status", "ok"))),
                Route.get(
                        "/metrics",
                        Role.VIEWER,
                        "What is measured, for Prometheus.",
                        call -> text("text/plain; version=0.0.4", meters.text())),
                Route.get("/openapi.json", Role.VIEWER, "This description.", call -> Answer.ok(openApi.get())));
    }

    private static Answer text(String type, String text) {
        return Answer.text(type + "; charset=utf-8", out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
