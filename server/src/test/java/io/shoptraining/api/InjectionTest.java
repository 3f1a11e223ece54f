package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Toys;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        Toys.trained(shop.server(), "train");
        Reply sales = shop.send("POST", "/api/v1/imports", sales(), shop.bearer(), "Content-Type: text/csv");
        assertThat(sales.status()).as(sales.body()).isEqualTo(201);
        String commit = "/api/v1/imports/" + sales.json().get("id") + "/commit";
        assertThat(shop.ask("POST", commit, null).status()).isEqualTo(200);
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

    /** Of products and stores with these texts for ids, and of plain ones. */
    private static String sales() {
        StringBuilder csv = new StringBuilder("date,store,product,quantity\n2026-01-01,S001,P001,1\n");
        for (String text : HostileTexts.sql()) {
            String cell = '"' + text.replace("\"", "\"\"") + '"';
            csv.append("2026-01-01,").append(cell).append(',').append(cell).append(",1\n");
        }
        return csv.toString();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void filtersOfTasks() {
        List<Map<?, ?>> all = items("/api/v1/tasks?limit=500");
        assertThat(all).hasSize(HostileTexts.sql().size() + 1);
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
    void productsAndStoresByTheBeginningOfTheirIds() {
        for (String list : List.of("products", "stores")) {
            String field = list.equals("products") ? "product_id" : "store_id";
            List<String> all = texts(items("/api/v1/" + list + "?limit=500"), field);
            assertThat(all).as(list).hasSizeGreaterThan(HostileTexts.sql().size() / 2);
            int found = 0;
            for (String text : HostileTexts.sql()) {
                List<String> expected = all.stream()
                        .filter(id -> id.toLowerCase(Locale.ROOT).startsWith(text.toLowerCase(Locale.ROOT)))
                        .toList();
                assertThat(texts(items("/api/v1/" + list + "?limit=500&prefix=" + Api.escape(text)), field))
                        .as(list + " " + text)
                        .isEqualTo(expected);
                found += expected.size();
            }
            assertThat(found).as(list).isGreaterThan(all.size() / 2);
        }
    }

    @Test
    void modelsByTheirIdentifier() {
        List<String> all = texts(items("/api/v1/models?limit=500"), "model_identifier");
        List<String> asked = new ArrayList<>(HostileTexts.sql());
        asked.add("product_P001_all_toy");
        for (String text : asked) {
            assertThat(texts(
                            items("/api/v1/models?limit=500&model_identifier=" + Api.escape(text)), "model_identifier"))
                    .as(text)
                    .isEqualTo(all.stream().filter(text::equals).toList());
            assertThat(shop.ask("GET", "/api/v1/models?verdict=" + Api.escape(text), null)
                            .status())
                    .as(text)
                    .isEqualTo(400);
        }
        assertThat(all).contains("product_P001_all_toy");
    }

    @Test
    void eventsByTheirTask() {
        List<String> all = texts(events("/api/v1/events?limit=500"), "task_id");
        List<String> asked = new ArrayList<>(HostileTexts.sql());
        asked.add(all.get(0));
        for (String text : asked) {
            assertThat(texts(events("/api/v1/events?limit=500&task_id=" + Api.escape(text)), "task_id"))
                    .as(text)
                    .hasSize((int) all.stream().filter(text::equals).count())
                    .allMatch(text::equals);
        }
    }

    @Test
    void whatIsFoundByItsIdAlone() {
        for (String text : HostileTexts.sql()) {
            for (String path : List.of("/api/v1/tasks/", "/api/v1/imports/", "/api/v1/models/")) {
                assertThat(shop.ask("GET", path + Api.escape(text), null).status())
                        .isEqualTo(404);
            }
        }
        assertThat(items("/api/v1/tokens")).hasSize(1);
    }

    private static List<String> texts(List<Map<?, ?>> items, String field) {
        return items.stream().map(item -> String.valueOf(item.get(field))).toList();
    }

    private static List<Map<?, ?>> events(String target) {
        return items(shop.send("GET", target, "", shop.bearer(), "Accept: application/json"), target);
    }

    private static List<Map<?, ?>> items(String target) {
        return items(shop.ask("GET", target, null), target);
    }

    private static List<Map<?, ?>> items(Reply reply, String target) {
        assertThat(reply.status()).as(target + reply.body()).isEqualTo(200);
        List<Map<?, ?>> items = new ArrayList<>();
        for (Object item : (List<?>) reply.json().getOrDefault("items", List.of())) {
            items.add((Map<?, ?>) item);
        }
        return items;
    }
}
