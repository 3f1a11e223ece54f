package io.shoptraining.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.shoptraining.access.Role;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes all operations as OpenAPI 3.1, out of the table of routes and the records that they answer with, and the
 * streams beside them.
 */
public final class OpenApi {
    private static final String PROBLEM = "Problem";

    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi() {}

    /** @param operations in the order in which they are shown */
    public static Map<String, Object> describe(String version, List<Operation> operations) {
        return new OpenApi().document(version, operations);
    }

    private Map<String, Object> document(String version, List<Operation> operations) {
        schemas.put(PROBLEM, problem());
        List<Operation> all = new ArrayList<>(operations);
        Mount.ofStreams().forEach(mount -> all.addAll(mount.operations()));
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Operation operation : all) {
            paths.computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
                    .put(operation.route().method().name().toLowerCase(Locale.ROOT), operation(operation));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "ShopTraining",
                        "version",
                        version,
                        "description",
                        "Trains, versions, watches and serves sales-forecasting models for shops and pharmacies."));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        schemas,
                        "securitySchemes",
                        Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        document.put("security", List.of(Map.of("token", List.of())));
        return document;
    }

    private Map<String, Object> operation(Operation operation) {
        Route route = operation.route();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("operationId", id(operation));
        described.put("summary", route.summary());
        Role role = route.role();
        if (role == null) {
            described.put("security", List.of());
        } else {
            described.put("x-role", role.word());
        }
        List<Map<String, Object>> parameters = parameters(operation);
        if (!parameters.isEmpty()) {
            described.put("parameters", parameters);
        }
        if (!route.body().isEmpty() || route.maxBytes() > Route.MAX_JSON_BYTES) {
            described.put("requestBody", body(route));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("description", "It went well.");
        Class<?> type = route.answers();
        if (type != null) {
            answer.put("content", Map.of(Answer.JSON, Map.of("schema", schema(type))));
        }
        responses.put(String.valueOf(route.status()), answer);
        responses.put(
                "default",
                Map.of(
                        "description",
                        "It was refused, or failed.",
                        "content",
                        Map.of(Problems.TYPE, Map.of("schema", reference(PROBLEM)))));
        described.put("responses", responses);
        return described;
    }

    /** {@code post_tasks_task_id_cancel}: unique, because method and path are. */
    private static String id(Operation operation) {
        String path = operation.path().startsWith(Api.ROOT)
                ? operation.path().substring(Api.ROOT.length())
                : PageApi.PLACES.contains(operation.path()) ? "/page" + operation.path() : operation.path();
        return operation.route().method().name().toLowerCase(Locale.ROOT)
                + path.replace(".", "_").replace("/", "_").replace("{", "").replace("}", "");
    }

    private static List<Map<String, Object>> parameters(Operation operation) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String part : operation.path().split("/", -1)) {
            if (part.startsWith("{")) {
                Map<String, Object> parameter = new LinkedHashMap<>();
                parameter.put("name", part.substring(1, part.length() - 1));
                parameter.put("in", "path");
                parameter.put("required", true);
                parameter.put("schema", Map.of("type", "string"));
                all.add(parameter);
            }
        }
        for (Route.Parameter given : operation.route().parameters()) {
            Map<String, Object> parameter = new LinkedHashMap<>();
            parameter.put("name", given.name());
            parameter.put("in", given.in());
            parameter.put("description", given.description());
            parameter.put("schema", Map.of("type", "string"));
            all.add(parameter);
        }
        return all;
    }

    private static Map<String, Object> body(Route route) {
        if (route.maxBytes() > Route.MAX_JSON_BYTES) {
            Map<String, Object> binary = Map.of("type", "string", "format", "binary");
            Map<String, Object> form =
                    Map.of("type", "object", "required", List.of("file"), "properties", Map.of("file", binary));
            return Map.of(
                    "required",
                    true,
                    "content",
                    Map.of(
                            "multipart/form-data", Map.of("schema", form),
                            "application/octet-stream", Map.of("schema", binary)));
        }
        Map<String, Object> properties = new TreeMap<>();
        route.body().forEach((name, sentence) -> properties.put(name, Map.of("description", sentence)));
        return Map.of(
                "required",
                true,
                "content",
                Map.of(Answer.JSON, Map.of("schema", Map.of("type", "object", "properties", properties))));
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            if (Collection.class.isAssignableFrom(raw)) {
                return Map.of("type", "array", "items", schema(generic.getActualTypeArguments()[0]));
            }
            return Map.of("type", "object");
        }
        if (!(type instanceof Class<?> known)) {
            return Map.of();
        }
        if (known == String.class) {
            return Map.of("type", "string");
        }
        if (known == int.class || known == Integer.class || known == long.class || known == Long.class) {
            return Map.of("type", "integer");
        }
        if (known == double.class || known == Double.class || known == float.class || known == Float.class) {
            return Map.of("type", "number");
        }
        if (known == boolean.class || known == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (known.isArray()) {
            return Map.of("type", "array", "items", schema(known.getComponentType()));
        }
        if (known.isEnum()) {
            return Map.of(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(known.getEnumConstants())
                            .map(value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT))
                            .toList());
        }
        return known.isRecord() ? record(known) : Map.of();
    }

    private Map<String, Object> record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            if (component.getAccessor().isAnnotationPresent(JsonValue.class)) {
                return schema(component.getGenericType());
            }
        }
        String name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of()); // so that a record within itself ends
            Map<String, Object> properties = new LinkedHashMap<>();
            for (RecordComponent component : components) {
                Map<String, Object> schema = schema(component.getGenericType());
                properties.put(
                        snake(component.getName()),
                        component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                                ? Map.of("anyOf", List.of(schema, Map.of("type", "null")))
                                : schema);
            }
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("type", "object");
            described.put("required", List.copyOf(properties.keySet()));
            described.put("properties", properties);
            schemas.put(name, described);
        }
        return reference(name);
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static String snake(String name) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            snake.append(Character.isUpperCase(c) ? "_" : "").append(Character.toLowerCase(c));
        }
        return snake.toString();
    }

    private static Map<String, Object> problem() {
        Map<String, Object> text = Map.of("type", "string");
        Map<String, Object> fault =
                Map.of("type", "object", "properties", Map.of("field", text, "code", text, "message", text));
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : List.of("type", "title", "detail", "code")) {
            properties.put(name, text);
        }
        properties.put("status", Map.of("type", "integer"));
        properties.put("errors", Map.of("type", "array", "items", fault));
        return Map.of(
                "type", "object", "required", List.of("status", "code", "detail", "errors"), "properties", properties);
    }
}
