package io.shoptraining.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a training request, with a sentence on each. */
final class TaskFields {
    static final Map<String, String> ALL = all();

    private TaskFields() {}

    private static Map<String, String> all() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("training_mode", "product, store or global.");
        fields.put("model_type", "One of the model types of /meta.");
        fields.put("product_id", "The product of mode product, or one product of mode store.");
        fields.put("product_ids", "Several products.");
        fields.put("product_scope", "all or specific, for mode store.");
        fields.put("store_id", "The store of mode store, or one store of mode product.");
        fields.put("store_ids", "Several stores.");
        fields.put("aggregation_method", "sum, mean, median, max, weighted or panel, for mode global.");
        fields.put("epochs", "At most so many, 1 to 10,000; 100 unless said.");
        fields.put("horizon", "Days to forecast, 1 to 365; 14 unless said.");
        fields.put("look_back", "Days to look back, 7 to 730; 56 unless said.");
        fields.put("folds", "Rolling origins to judge it at, 1 to 50; 4 unless said.");
        fields.put("seed", "Of all that is random; 42 unless said.");
        fields.put("hyperparameters", "An object; /meta has the names and ranges of each model type.");
        fields.put("priority", "-100 to 100; the higher goes first; 0 unless said.");
        fields.put("batch_id", "A batch that this belongs to.");
        fields.put("time_limit_seconds", "The longest that it may run.");
        fields.put("memory_limit_mb", "The most memory that its worker may use.");
        return Map.copyOf(fields);
    }
}
