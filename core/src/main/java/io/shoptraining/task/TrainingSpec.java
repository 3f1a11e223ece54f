package io.shoptraining.task;

import io.shoptraining.registry.ModelKey;
import io.shoptraining.registry.SeriesScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that determines a training, checked and complete: the same spec on the same snapshot gives the same model.
 *
 * @param hyperparameters every setting of the model type, defaults filled in
 * @param epochs the most passes over the training data; early stopping may end sooner
 * @param horizon days that the model forecasts
 * @param lookBack days of history that the model reads
 * @param folds windows of {@code horizon} days at the end of the series that are held out for the metrics
 * @param seed of every random source
 */
public record TrainingSpec(
        SeriesScope scope,
        String modelType,
        Map<String, Object> hyperparameters,
        int epochs,
        int horizon,
        int lookBack,
        int folds,
        long seed) {
    public TrainingSpec {
        hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(hyperparameters));
    }

    public TrainingSpec withFolds(int windows) {
        return new TrainingSpec(scope, modelType, hyperparameters, epochs, horizon, lookBack, windows, seed);
    }

    public ModelKey key() {
        return new ModelKey(scope, modelType);
    }

    /** Days at the end of a series that no training sees: the metrics are taken there. */
    public int heldOutDays() {
        return horizon * folds;
    }

    /** Days before those, that decide when a training stops. */
    public int validationDays() {
        return horizon * 2;
    }

    /** Days that a series must have: a look-back, two horizons to learn from, the validation and the held-out days. */
    public int requiredDays() {
        return lookBack + horizon * 2 + validationDays() + heldOutDays();
    }

    /** An integer setting; the caller names one that its model type declares. */
    public int integer(String name) {
        return ((Number) setting(name)).intValue();
    }

    /** A real setting; the caller names one that its model type declares. */
    public double real(String name) {
        return ((Number) setting(name)).doubleValue();
    }

    private Object setting(String name) {
        Object value = hyperparameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(modelType + " has no hyper-parameter " + name);
        }
        return value;
    }
}
