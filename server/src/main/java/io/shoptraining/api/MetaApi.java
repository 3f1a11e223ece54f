package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.ModelType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this server is and can do, so that a client need not know it beforehand. */
public final class MetaApi {
    private final String version;
    private final ModelCatalog catalog;
    private final Map<String, Object> limits;

    /** @param limits names and numbers, as they are shown */
    public MetaApi(String version, ModelCatalog catalog, Map<String, Object> limits) {
        this.version = version;
        this.catalog = catalog;
        this.limits = Map.copyOf(limits);
    }

    public List<Route> routes() {
        return List.of(Route.get(
                "/meta", Role.VIEWER, "Version, model types with their hyper-parameters, limits.", this::show));
    }

    private Answer show(Call call) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("version", version);
        meta.put(
                "you",
                Map.of(
                        "name",
                        call.principal().name(),
                        "role",
                        call.principal().role().word()));
        meta.put("training_modes", words(TrainingMode.values()));
        meta.put("aggregation_methods", words(Aggregation.values()));
        meta.put("model_types", catalog.types().stream().map(MetaApi::type).toList());
        meta.put("limits", new java.util.TreeMap<>(limits));
        return Answer.ok(meta);
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    }

    private static Map<String, @Nullable Object> type(ModelType type) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("model_type", type.name());
        shown.put("summary", type.summary());
        shown.put("available", type.unavailable() == null);
        shown.put("unavailable", type.unavailable());
        shown.put(
                "hyperparameters",
                type.hyperparameters().stream().map(MetaApi::schema).toList());
        return shown;
    }

    /** As a JSON Schema, with the name. */
    private static Map<String, Object> schema(HyperParameter parameter) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", parameter.name());
        shown.put("description", parameter.description());
        shown.put("default", parameter.defaultValue());
        switch (parameter.kind()) {
            case INTEGER, REAL -> {
                boolean isWhole = parameter.kind() == HyperParameter.Kind.INTEGER;
                shown.put("type", isWhole ? "integer" : "number");
                shown.put("minimum", isWhole ? (Object) Math.round(parameter.min()) : (Object) parameter.min());
                shown.put("maximum", isWhole ? (Object) Math.round(parameter.max()) : (Object) parameter.max());
            }
            case CHOICE -> {
                shown.put("type", "string");
                shown.put("enum", parameter.choices());
            }
        }
        return shown;
    }
}
