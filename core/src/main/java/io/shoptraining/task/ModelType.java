package io.shoptraining.task;

import io.shoptraining.errors.Faults;
import io.shoptraining.registry.ModelFileName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of model that can be trained.
 *
 * @param name the {@code model_type} of requests, file names and tables
 * @param summary what it is good for, in one sentence
 * @param hyperparameters its settings, in the order in which people should see them
 * @param unavailable why this machine cannot train it; null when it can
 */
public record ModelType(
        String name,
        String summary,
        List<HyperParameter> hyperparameters,
        @Nullable String unavailable) {
    public ModelType {
        hyperparameters = List.copyOf(hyperparameters);
        if (!ModelFileName.isModelType(name)) {
            throw new IllegalArgumentException("not a name for a model type: " + name);
        }
    }

    /** Every setting of this type: the given ones, and the defaults of all others; what is not allowed is a fault. */
    public Map<String, Object> settings(Map<?, ?> given, Faults faults) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (HyperParameter parameter : hyperparameters) {
            Object value = given.get(parameter.name());
            all.put(
                    parameter.name(),
                    value == null
                            ? parameter.defaultValue()
                            : parameter.accept(value, faults).orElse(parameter.defaultValue()));
        }
        for (Object name : given.keySet()) {
            if (!all.containsKey(String.valueOf(name))) {
                faults.unknown("hyperparameters." + name, String.valueOf(name), List.copyOf(all.keySet()));
            }
        }
        return all;
    }
}
