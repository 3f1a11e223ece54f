package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void aSubmittedTaskCanBeLookedAt() {
        OpenShop.Reply made = shop.ask(
                "POST",
                "/api/v1/tasks",
                "{\"training_mode\":\"product\",\"product_id\":\"P001\",\"model_type\":\"toy\",\"epochs\":5}");
        assertThat(made.status()).isEqualTo(202);
        OpenShop.Reply one = shop.ask("GET", "/api/v1/tasks/" + made.json().get("task_id"), null);
        assertThat(one.status()).isEqualTo(200);
    }
}
