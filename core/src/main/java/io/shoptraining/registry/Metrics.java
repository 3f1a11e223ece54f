package io.shoptraining.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Figures of one model on the days it was not trained on. A figure that does not exist (MAPE where a day sold nothing)
 * has a reason instead of a value; no value is ever NaN or infinite.
 *
 * @param values figure by name, in sales units
 * @param undefined reason by name of a figure without value
 */
public record Metrics(Map<String, Double> values, Map<String, String> undefined) {
    /** Figures without which nothing can be said about a model. */
    private static final List<String> ESSENTIAL = List.of("mse", "rmse", "mae", "r2", "wape", "bias", "pinball");

    public Metrics {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        undefined = Collections.unmodifiableMap(new LinkedHashMap<>(undefined));
        values.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " is " + value);
            }
        });
        for (String name : undefined.keySet()) {
            if (values.containsKey(name)) {
                throw new IllegalArgumentException(name + " has a value and a reason for having none");
            }
        }
    }

    public OptionalDouble value(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The first essential figure that has no value, with the reason; empty when the model can be judged. */
    public Optional<String> missingEssential() {
        return ESSENTIAL.stream()
                .filter(name -> !values.containsKey(name))
                .map(name -> name + ": " + undefined.getOrDefault(name, "was not measured"))
                .findFirst();
    }

    /** Adds or replaces one figure. */
    public Metrics with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        more.put(name, value);
        Map<String, String> fewer = new LinkedHashMap<>(undefined);
        fewer.remove(name);
        return new Metrics(more, fewer);
    }

    @JsonValue
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>(values);
        undefined.keySet().forEach(name -> json.put(name, null));
        if (!undefined.isEmpty()) {
            json.put("undefined", undefined);
        }
        return json;
    }

    @JsonCreator
    static Metrics fromJson(Map<String, Object> json) {
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, String> undefined = new LinkedHashMap<>();
        json.forEach((name, value) -> {
            if (value instanceof Number number) {
                values.put(name, number.doubleValue());
            } else if (value instanceof Map<?, ?> reasons && name.equals("undefined")) {
                reasons.forEach((figure, reason) -> undefined.put(String.valueOf(figure), String.valueOf(reason)));
            } else if (value != null) {
                throw new IllegalArgumentException("metric " + name + " is " + value);
            }
        });
        return new Metrics(values, undefined);
    }
}
