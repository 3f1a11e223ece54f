package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which series something is about. */
final class Scope {
    @Option(names = "--mode", paramLabel = "MODE", description = "product, store or global.")
    private @Nullable String mode;

    @Option(names = "--product", paramLabel = "ID", description = "A product; may be repeated. None: all of them.")
    private List<String> products = List.of();

    @Option(names = "--store", paramLabel = "ID", description = "A store; may be repeated. None: all of them.")
    private List<String> stores = List.of();

    @Option(
            names = "--aggregation",
            paramLabel = "METHOD",
            description = "For mode global: sum, mean, median, max, weighted or panel.")
    private @Nullable String aggregation;

    /** Of one scope. */
    void addTo(Map<String, Object> fields) {
        fields.put("training_mode", mode());
        ids(fields, "product_id", "product_ids", products);
        ids(fields, "store_id", "store_ids", stores);
        addAggregation(fields);
    }

    /** Of one scope for each product or store, where the options do not narrow them down. */
    void addEachTo(Map<String, Object> fields) {
        fields.put("training_mode", mode());
        several(fields, "product_ids", products, mode().equals("product"));
        several(fields, "store_ids", stores, mode().equals("store"));
        addAggregation(fields);
    }

    /** Asked for here: a command that has the options of a scope has also others, which need none. */
    private String mode() {
        if (mode == null) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST,
                    List.of(new FieldFault(
                            "training_mode", "required", "is missing; give --mode product, store or global")));
        }
        return mode;
    }

    private void addAggregation(Map<String, Object> fields) {
        if (aggregation != null) {
            fields.put("aggregation_method", aggregation);
        }
    }

    private static void ids(Map<String, Object> fields, String one, String several, List<String> ids) {
        if (ids.size() == 1) {
            fields.put(one, ids.get(0));
        } else if (!ids.isEmpty()) {
            fields.put(several, ids);
        }
    }

    private static void several(Map<String, Object> fields, String name, List<String> ids, boolean needed) {
        if (!ids.isEmpty()) {
            fields.put(name, ids);
        } else if (needed) {
            fields.put(name, "all");
        }
    }
}
