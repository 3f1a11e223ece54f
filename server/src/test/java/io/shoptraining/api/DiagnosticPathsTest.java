package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V19 and V18: what other programs show of their inside is not here. */
class DiagnosticPathsTest {
    private static final List<String> PATHS = List.of(
            "/actuator",
            "/actuator/env",
            "/actuator/heapdump",
            "/actuator/health",
            "/actuator/threaddump",
            "/actuator/loggers",
            "/actuator/mappings",
            "/actuator/shutdown",
            "/actuator/gateway/routes",
            "/heapdump",
            "/threaddump",
            "/env",
            "/trace",
            "/dump",
            "/jolokia",
            "/jolokia/list",
            "/manager/html",
            "/console",
            "/h2-console",
            "/admin",
            "/debug",
            "/debug/pprof",
            "/debug/vars",
            "/metrics/prometheus",
            "/stats",
            "/server-status",
            "/server-info",
            "/status",
            "/info",
            "/health",
            "/swagger",
            "/swagger-ui",
            "/swagger-ui.html",
            "/v2/api-docs",
            "/v3/api-docs",
            "/api-docs",
            "/openapi",
            "/graphql",
            "/graphiql",
            "/.env",
            "/.git/config",
            "/.git/HEAD",
            "/WEB-INF/web.xml",
            "/META-INF/MANIFEST.MF",
            "/config",
            "/logs",
            "/log",
            "/shoptraining.db",
            "/.local-token",
            "/saved_models",
            "/saved_models/versions.json",
            "/.store/STORE.json",
            "/etc/passwd",
            "/phpinfo.php",
            "/webjars/",
            "/javalin",
            "/operations",
            "/operations/0");

    @TempDir
    Path root;

    @Test
    void noneOfThemExists() {
        try (OpenShop shop = OpenShop.open(root)) {
            for (String path : PATHS) {
                assertThat(shop.send("GET", path, "").status()).as(path).isEqualTo(401);
                assertThat(shop.ask("GET", path, null).status()).as(path).isEqualTo(404);
            }
            assertThat(shop.send("GET", "/metrics", "").status()).isEqualTo(401);
            assertThat(shop.ask("GET", "/metrics", null).body()).contains("jvm_memory_used_bytes");
        }
    }
}
