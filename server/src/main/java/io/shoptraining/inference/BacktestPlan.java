package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingRequest;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison does, settled when it is asked for: one spec a model type, alike in everything else.
 *
 * @param request as it was asked for
 */
record BacktestPlan(Map<String, Object> request, List<TrainingSpec> specs) {
    /** Every field of a request: those of a training, but several model types, with their default hyper-parameters. */
    static final List<String> FIELDS = fields();

    /** The simple rules that every model has to beat. */
    static final List<String> RULES = List.of("seasonal_naive", "weekday_mean", "mean_28");

    private static final String MODEL_TYPES = "model_types";

    BacktestPlan {
        specs = List.copyOf(specs);
    }

    private static List<String> fields() {
        List<String> fields = new ArrayList<>(TrainingRequest.FIELDS);
        fields.remove("hyperparameters");
        fields.set(fields.indexOf("model_type"), MODEL_TYPES);
        return List.copyOf(fields);
    }

    /** @throws ShopTrainingException with every fault of the request */
    static BacktestPlan check(Map<String, Object> request, ModelCatalog catalog, DataSnapshot snapshot) {
        Faults faults = new Faults();
        request.keySet().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> faults.unknown(field, field, FIELDS));
        List<String> types = types(request.get(MODEL_TYPES), catalog, faults);
        List<TrainingSpec> specs = new ArrayList<>();
        // without a known type the rest of the request is looked at all the same
        for (String type : types.isEmpty() ? catalog.names().subList(0, 1) : types) {
            try {
                specs.add(TrainingRequest.check(
                        training(request, type), catalog, snapshot.products(), snapshot.stores()));
            } catch (ShopTrainingException e) {
                e.faults().stream()
                        .filter(fault -> isNew(fault, faults))
                        .forEach(fault -> faults.add(fault.field(), fault.code(), fault.message()));
            }
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return new BacktestPlan(request, specs);
    }

    private static boolean isNew(FieldFault fault, Faults faults) {
        return !fault.field().equals("model_type") && !faults.list().contains(fault);
    }

    private static Map<String, Object> training(Map<String, Object> request, String type) {
        Map<String, Object> training = new LinkedHashMap<>(request);
        training.keySet().retainAll(TrainingRequest.FIELDS);
        training.remove("hyperparameters");
        training.put("model_type", type);
        return training;
    }

    /** The marks to beat come first, whether they were asked for or not. */
    private static List<String> types(@Nullable Object given, ModelCatalog catalog, Faults faults) {
        Set<String> types = new LinkedHashSet<>();
        RULES.stream().filter(rule -> isAvailable(rule, catalog)).forEach(types::add);
        if ("all".equals(given)) {
            catalog.names().stream().filter(name -> isAvailable(name, catalog)).forEach(types::add);
        } else if (given instanceof Collection<?> list && !list.isEmpty()) {
            list.forEach(type -> add(String.valueOf(type), catalog, types, faults));
        } else if (given == null) {
            faults.required(
                    MODEL_TYPES, "a list of model types, or all; allowed: " + String.join(", ", catalog.names()));
        } else {
            faults.add(MODEL_TYPES, "wrong_type", "is not a list of model types, and not 'all'");
        }
        return List.copyOf(types);
    }

    private static boolean isAvailable(String name, ModelCatalog catalog) {
        return catalog.find(name).filter(type -> type.unavailable() == null).isPresent();
    }

    private static void add(String name, ModelCatalog catalog, Set<String> types, Faults faults) {
        ModelType type = catalog.find(name).orElse(null);
        if (type == null) {
            faults.unknown(MODEL_TYPES, name, catalog.names());
        } else if (type.unavailable() != null) {
            faults.add(MODEL_TYPES, "not_available_here", name + ": " + type.unavailable());
        } else {
            types.add(name);
        }
    }
}
