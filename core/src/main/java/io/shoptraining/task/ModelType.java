package io.shoptraining.task;

import io.shoptraining.registry.ModelFileName;
import java.util.List;
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
}
