package io.shoptraining.task;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.TrainingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the fields of a request into a {@link TrainingSpec}, or refuses it with all of its faults at once. */
public final class TrainingRequest {
    /** Every field of a request, in the order of the documentation. */
    public static final List<String> FIELDS = List.of(
            "training_mode",
            "model_type",
            "product_id",
            "product_ids",
            "product_scope",
            "store_id",
            "store_ids",
            "aggregation_method",
            "epochs",
            "horizon",
            "look_back",
            "folds",
            "seed",
            "hyperparameters");

    private final Map<String, Object> fields;
    private final Faults faults = new Faults();

    private TrainingRequest(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * Checks a request.
     *
     * @param fields by their JSON names; numbers may be texts, as a command line has them
     * @param products the ids that the sales data has
     * @param stores the ids that the sales data has
     * @throws ShopTrainingException with every fault of the request
     */
    public static TrainingSpec check(
            Map<String, Object> fields, ModelCatalog catalog, Set<String> products, Set<String> stores) {
        return new TrainingRequest(fields).check(catalog, products, stores);
    }

    private TrainingSpec check(ModelCatalog catalog, Set<String> products, Set<String> stores) {
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                faults.unknown(field, field, FIELDS);
            }
        }
        TrainingMode mode = word("training_mode", TrainingMode.values());
        Optional<ModelType> type = modelType(catalog);
        Map<String, Object> hyperparameters = hyperparameters(type);
        Ids chosenProducts = ids("product_id", "product_ids", products);
        Ids chosenStores = ids("store_id", "store_ids", stores);
        checkProductScope(mode, chosenProducts);
        Aggregation aggregation =
                fields.get("aggregation_method") == null ? null : word("aggregation_method", Aggregation.values());
        int epochs = whole("epochs", 1, 10_000, 100);
        int horizon = whole("horizon", 1, 365, 14);
        int lookBack = whole("look_back", 7, 730, 56);
        int folds = whole("folds", 1, 50, 4);
        int seed = whole("seed", 0, Integer.MAX_VALUE, 42);
        SeriesScope scope = scope(mode, chosenProducts, chosenStores, aggregation);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        if (scope == null || type.isEmpty()) {
            throw new IllegalStateException("a request without fault has a scope and a type");
        }
        return new TrainingSpec(scope, type.get().name(), hyperparameters, epochs, horizon, lookBack, folds, seed);
    }

    private Optional<ModelType> modelType(ModelCatalog catalog) {
        Object name = fields.get("model_type");
        if (name == null) {
            faults.required("model_type", "allowed: " + String.join(", ", catalog.names()));
            return Optional.empty();
        }
        Optional<ModelType> type = catalog.find(String.valueOf(name));
        if (type.isEmpty()) {
            faults.unknown("model_type", String.valueOf(name), catalog.names());
        }
        type.map(ModelType::unavailable).ifPresent(reason -> faults.add("model_type", "not_available_here", reason));
        return type;
    }

    private Map<String, Object> hyperparameters(Optional<ModelType> type) {
        Object given = fields.get("hyperparameters");
        if (given == null) {
            given = Map.of();
        }
        if (!(given instanceof Map<?, ?> values)) {
            faults.add("hyperparameters", "wrong_type", "is not an object");
            return Map.of();
        }
        return type.map(known -> known.settings(values, faults)).orElse(Map.of());
    }

    private Ids ids(String oneField, String listField, Set<String> known) {
        List<String> chosen = new ArrayList<>();
        Object one = fields.get(oneField);
        Object list = fields.get(listField);
        if (one != null && list != null) {
            faults.add(listField, "not_allowed", "give " + oneField + " or " + listField + ", not both");
        }
        if (one != null && !"all".equals(one)) {
            addKnown(oneField, one, known, chosen);
        }
        if (list instanceof Collection<?> several) {
            if (several.isEmpty()) {
                faults.add(listField, "empty", "is an empty list; leave it out for all");
            }
            several.forEach(id -> addKnown(listField, id, known, chosen));
        } else if (list != null && !"all".equals(list)) {
            faults.add(listField, "wrong_type", "'" + list + "' is not a list of ids");
        }
        return new Ids(chosen);
    }

    private void addKnown(String field, Object id, Set<String> known, List<String> chosen) {
        if (id instanceof String text && known.contains(text)) {
            chosen.add(text);
        } else {
            faults.unknown(field, String.valueOf(id), known);
        }
    }

    private void checkProductScope(@Nullable TrainingMode mode, Ids products) {
        Object scope = fields.get("product_scope");
        if (scope == null) {
            return;
        }
        if (!scope.equals("all") && !scope.equals("specific")) {
            faults.unknown("product_scope", String.valueOf(scope), List.of("all", "specific"));
        } else if (scope.equals("specific") && products.isAll() && !isFaulty("product_id")) {
            faults.required("product_ids", "product_scope specific needs product_id or product_ids");
        } else if (scope.equals("all") && !products.isAll() && mode != TrainingMode.PRODUCT) {
            faults.add("product_scope", "not_allowed", "is 'all' although products are named; allowed: specific");
        }
    }

    private @Nullable SeriesScope scope(
            @Nullable TrainingMode mode, Ids products, Ids stores, @Nullable Aggregation aggregation) {
        if (mode == null) {
            return null;
        }
        try {
            return new SeriesScope(mode, products, stores, aggregation);
        } catch (ShopTrainingException e) {
            e.faults().stream()
                    .filter(fault -> !isFaulty(fault.field()))
                    .forEach(fault -> faults.add(fault.field(), fault.code(), fault.message()));
            return null;
        }
    }

    /** Whether something is wrong already with what a field chooses: products, stores or the aggregation. */
    private boolean isFaulty(String field) {
        String subject = field.substring(0, field.indexOf('_') + 1);
        return faults.list().stream().anyMatch(fault -> fault.field().startsWith(subject));
    }

    private <E extends Enum<E>> @Nullable E word(String field, E[] allowed) {
        List<String> words = Arrays.stream(allowed)
                .map(e -> e.name().toLowerCase(Locale.ROOT))
                .toList();
        Object given = fields.get(field);
        if (given == null) {
            faults.required(field, "allowed: " + String.join(", ", words));
            return null;
        }
        int index = words.indexOf(String.valueOf(given));
        if (index < 0) {
            faults.unknown(field, String.valueOf(given), words);
            return null;
        }
        return allowed[index];
    }

    private int whole(String field, int min, int max, int defaultValue) {
        Object given = fields.get(field);
        if (given == null) {
            return defaultValue;
        }
        Optional<Double> number = Numbers.real(given);
        if (number.isEmpty() || number.get() != Math.rint(number.get())) {
            faults.add(field, "wrong_type", "'" + given + "' is not a whole number; allowed: " + min + " to " + max);
            return defaultValue;
        }
        if (number.get() < min || number.get() > max) {
            faults.outOfRange(field, given, min, max);
            return defaultValue;
        }
        return number.get().intValue();
    }
}
