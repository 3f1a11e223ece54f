package io.shoptraining.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what to train. They are handed on as they are: one place, not two, says what is allowed. */
final class Request {
    @Option(names = "--mode", paramLabel = "MODE", description = "product, store or global.", required = true)
    private String mode = "";

    @Option(names = "--product", paramLabel = "ID", description = "A product; may be repeated. None: all of them.")
    private List<String> products = List.of();

    @Option(names = "--store", paramLabel = "ID", description = "A store; may be repeated. None: all of them.")
    private List<String> stores = List.of();

    @Option(
            names = "--aggregation",
            paramLabel = "METHOD",
            description = "For mode global: sum, mean, median, max, weighted or panel.")
    private @Nullable String aggregation;

    @Option(
            names = "--model",
            paramLabel = "TYPE",
            description = "mlstm, transformer or seasonal_naive.",
            required = true)
    private String model = "";

    @Option(names = "--epochs", paramLabel = "N", description = "The most passes over the data (default: 100).")
    private @Nullable String epochs;

    @Option(names = "--horizon", paramLabel = "DAYS", description = "Days that the model forecasts (default: 14).")
    private @Nullable String horizon;

    @Option(names = "--look-back", paramLabel = "DAYS", description = "Days that the model reads (default: 56).")
    private @Nullable String lookBack;

    @Option(names = "--folds", paramLabel = "N", description = "Held-out windows of the metrics (default: 4).")
    private @Nullable String folds;

    @Option(names = "--seed", paramLabel = "N", description = "Of every random source (default: 42).")
    private @Nullable String seed;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A hyper-parameter; may be repeated.")
    private Map<String, String> hyperparameters = new LinkedHashMap<>();

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("training_mode", mode);
        fields.put("model_type", model);
        ids(fields, "product_id", "product_ids", products);
        ids(fields, "store_id", "store_ids", stores);
        put(fields, "aggregation_method", aggregation);
        put(fields, "epochs", epochs);
        put(fields, "horizon", horizon);
        put(fields, "look_back", lookBack);
        put(fields, "folds", folds);
        put(fields, "seed", seed);
        fields.put("hyperparameters", hyperparameters);
        return fields;
    }

    private static void ids(Map<String, Object> fields, String one, String several, List<String> ids) {
        if (ids.size() == 1) {
            fields.put(one, ids.get(0));
        } else if (!ids.isEmpty()) {
            fields.put(several, ids);
        }
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
