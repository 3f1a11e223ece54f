package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V17: every filter finds what the same comparison finds in memory, whatever the text. */
class InjectionTest {
    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root);
        for (String text : HostileTexts.sql()) {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("training_mode", "product");
            request.put("product_id", "P001");
            request.put("model_type", "toy");
            request.put("hyperparameters", Map.of("behaviour", "wait"));
            request.put("batch_id", text);
            Reply reply = shop.ask("POST", "/api/v1/tasks", Json.write(request));
            assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        }
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void filtersOfTasks() {
        List<Map<?, ?>> all = items("/api/v1/tasks?limit=500");
        assertThat(all).hasSize(HostileTexts.sql().size());
        for (String text : HostileTexts.sql()) {
            for (String field : List.of("batch_id", "model_type")) {
                List<?> expected = all.stream()
                        .filter(task -> text.equals(task.get(field)))
                        .map(task -> task.get("task_id"))
                        .toList();
                assertThat(items("/api/v1/tasks?limit=500&" + field + "=" + Api.escape(text)).stream()
                                .map(task -> (Object) task.get("task_id"))
                                .toList())
                        .as(field + " " + text)
                        .isEqualTo(expected);
            }
            for (String field : List.of("status", "training_mode", "cursor", "limit")) {
                assertThat(shop.ask("GET", "/api/v1/tasks?" + field + "=" + Api.escape(text), null)
                                .status())
                        .as(field + " " + text)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void otherLists() {
        for (String text : HostileTexts.sql()) {
            assertThat(items("/api/v1/products?prefix=" + Api.escape(text))).isEmpty();
            assertThat(items("/api/v1/stores?prefix=" + Api.escape(text))).isEmpty();
            for (String path : List.of("/api/v1/tasks/", "/api/v1/imports/", "/api/v1/products/")) {
                assertThat(shop.ask("GET", path + Api.escape(text), null).status())
                        .isEqualTo(404);
            }
        }
        assertThat(items("/api/v1/tokens")).hasSize(1);
    }

    private static List<Map<?, ?>> items(String target) {
        Reply reply = shop.ask("GET", target, null);
        assertThat(reply.status()).as(target + reply.body()).isEqualTo(200);
        List<Map<?, ?>> items = new ArrayList<>();
        for (Object item : (List<?>) reply.json().getOrDefault("items", List.of())) {
            items.add((Map<?, ?>) item);
        }
        return items;
    }
}
