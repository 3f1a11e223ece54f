package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineApiTest {
    @TempDir
    private Path root;

    @Test
    void theServerTellsOfItsDiskAndItsWorkersAndOfNoPath() {
        try (OpenShop shop = OpenShop.open(root)) {
            Wire.Reply told = shop.ask("GET", "/api/v1/machine", null);
            assertThat(told.status()).isEqualTo(200);
            assertThat(told.json()).containsEntry("java_version", System.getProperty("java.version"));
            assertThat(number(told.json(), "disk_free_bytes"))
                    .isPositive()
                    .isLessThanOrEqualTo(number(told.json(), "disk_total_bytes"));
            assertThat(told.json().get("stored_bytes"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsOnlyKeys("sales", "models", "database", "logs", "uploads")
                    .hasEntrySatisfying(
                            "database",
                            bytes -> assertThat((Number) bytes)
                                    .extracting(Number::longValue)
                                    .matches(n -> n > 0));
            assertThat(told.json().get("workers"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("fault", null)
                    .containsKeys("most", "idle", "starting", "busy", "lost");
            assertThat(told.body()).doesNotContain(root.toString());
        }
    }

    private static long number(Map<String, Object> json, String name) {
        return ((Number) json.getOrDefault(name, 0)).longValue();
    }
}
