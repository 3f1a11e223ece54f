package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what to train. They are handed on as they are: one place, not two, says what is allowed. */
final class Request {
    @Mixin
    private final Scope scope = new Scope();

    @Option(
            names = {"--model", "--models"},
            paramLabel = "TYPE",
            defaultValue = "auto",
            description =
                    "A model type, as mlstm, lightgbm or ets; several with commas in a batch. Default: auto, which"
                            + " tries what fits the data.")
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

    @Option(names = "--priority", paramLabel = "N", description = "-100 to 100, higher goes first (default: 0).")
    private @Nullable String priority;

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "The longest that it may train.")
    private @Nullable String timeLimit;

    @Option(names = "--memory-limit", paramLabel = "MB", description = "The most memory that its worker may take.")
    private @Nullable String memoryLimit;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A hyper-parameter; may be repeated.")
    private Map<String, String> hyperparameters = new LinkedHashMap<>();

    /** One task. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        scope.addTo(fields);
        fields.put("model_type", model);
        return common(fields);
    }

    /**
     * One task for each product or store, and each model type.
     *
     * @param which {@code all}, the only word there is: each one that the options do not narrow down
     */
    Map<String, Object> batchFields(String which) {
        if (!which.equals("all")) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST,
                    List.of(new FieldFault("batch", "unknown", "'" + which + "' is unknown; allowed: all")));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        scope.addEachTo(fields);
        fields.put("model_types", List.of(model.split(",")));
        return common(fields);
    }

    private Map<String, Object> common(Map<String, Object> fields) {
        put(fields, "epochs", epochs);
        put(fields, "horizon", horizon);
        put(fields, "look_back", lookBack);
        put(fields, "folds", folds);
        put(fields, "seed", seed);
        put(fields, "priority", priority);
        put(fields, "time_limit_seconds", timeLimit);
        put(fields, "memory_limit_mb", memoryLimit);
        fields.put("hyperparameters", hyperparameters);
        return fields;
    }

    static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
