package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the operations is one, and is of all operations. */
class OpenApiTest {
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "integer", "number", "boolean", "null");

    @TempDir
    private static Path root;

    private static OpenShop shop;
    private static Map<String, Object> document = Map.of();

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root);
        document = shop.ask("GET", "/openapi.json", null).json();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void everyRouteAndEveryStreamIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        map(document.get("paths"))
                .forEach((path, methods) -> map(methods)
                        .keySet()
                        .forEach(method -> described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        Set<String> routes = new TreeSet<>();
        shop.server()
                .api()
                .operations()
                .forEach(operation -> routes.add(operation.route().method() + " " + operation.path()));
        routes.addAll(List.of("GET /api/v1/events", "GET /api/v1/ws", "GET /socket.io/", "POST /socket.io/"));
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void itHasTheStructureOfOpenApi31() {
        assertThat(document).containsEntry("openapi", "3.1.0");
        assertThat(map(document.get("info"))).containsKeys("title", "version");
        Set<String> ids = new HashSet<>();
        map(document.get("paths")).forEach((path, methods) -> {
            assertThat(path).startsWith("/");
            map(methods).forEach((method, described) -> {
                Map<String, Object> operation = map(described);
                assertThat(ids.add(String.valueOf(operation.get("operationId"))))
                        .as(path)
                        .isTrue();
                assertThat(String.valueOf(operation.get("summary"))).as(path).endsWith(".");
                List<String> inPath = new ArrayList<>();
                for (Object each : list(operation.getOrDefault("parameters", List.of()))) {
                    Map<String, Object> parameter = map(each);
                    assertThat(parameter).containsKeys("name", "in", "schema");
                    assertThat(String.valueOf(parameter.get("in"))).isIn("path", "query", "header");
                    if ("path".equals(parameter.get("in"))) {
                        assertThat(parameter).containsEntry("required", true);
                        inPath.add("{" + parameter.get("name") + "}");
                    }
                }
                assertThat(List.of(path.split("/", -1)).stream().filter(part -> part.startsWith("{")))
                        .containsExactlyElementsOf(inPath);
                assertThat(map(operation.get("responses"))).containsKey("default");
                assertThat(map(operation.get("responses")).keySet())
                        .allMatch(s -> s.matches("default|[1-5][0-9][0-9]"));
            });
        });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryTypeIsOneOfJsonSchema() {
        Map<String, Object> schemas = map(map(document.get("components")).get("schemas"));
        assertThat(schemas).containsKeys("TrainingTask", "Problem", "Batch", "ImportReport");
        walk(document, (key, value) -> {
            if (key.equals("$ref")) {
                assertThat(schemas).containsKey(String.valueOf(value).replace("#/components/schemas/", ""));
            }
            if (key.equals("type") && value instanceof String type) {
                assertThat(type).isIn(TYPES.contains(type) ? TYPES : Set.of("http"));
            }
        });
    }

    @Test
    void aTaskIsDescribedByItsOwnFieldsInTheirOrder() {
        Map<String, Object> task =
                map(map(map(document.get("components")).get("schemas")).get("TrainingTask"));

        assertThat(map(task.get("properties")).keySet())
                .startsWith("task_id", "product_id", "model_type", "training_mode", "store_id")
                .contains("queue_position", "eta_seconds", "error_code");
    }

    private interface Visitor {
        void see(String key, Object value);
    }

    private static void walk(Object node, Visitor visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                // a property may be called anything, also type
                if (value != null && !(key.equals("type") && value instanceof Map)) {
                    visitor.see(String.valueOf(key), value);
                }
                walk(value, visitor);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> walk(item, visitor));
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have texts for keys
    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return (Map<String, Object>) node;
    }

    private static List<?> list(Object node) {
        return (List<?>) node;
    }
}
