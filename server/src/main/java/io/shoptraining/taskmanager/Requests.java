package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.registry.TrainingMode;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.TaskOptions;
import io.shoptraining.task.TrainingRequest;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TaskQueue.NewTask;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns requests into tasks, or refuses them with all of their faults at once. */
final class Requests {
    /** The most tasks of one batch. */
    static final int MOST_TASKS = 20_000;

    private static final String ALL = "all";

    private final ModelCatalog catalog;
    private final TrainingData data;
    private final ModelRegistry registry;
    private final Clock clock;

    Requests(ModelCatalog catalog, TrainingData data, ModelRegistry registry, Clock clock) {
        this.catalog = catalog;
        this.data = data;
        this.registry = registry;
        this.clock = clock;
    }

    NewTask task(Map<String, Object> request) {
        DataSnapshot snapshot = snapshot();
        Set<FieldFault> faults = new LinkedHashSet<>();
        NewTask task = task(request, snapshot, faults);
        if (task == null) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, List.copyOf(faults));
        }
        String tooShort = tooShort(task.spec(), snapshot);
        if (tooShort != null) {
            throw new ShopTrainingException(ErrorCode.SERIES_TOO_SHORT, tooShort);
        }
        return task;
    }

    /** One task for every product, store and model type, as the training mode has them. */
    List<NewTask> batch(String batchId, Map<String, Object> request) {
        DataSnapshot snapshot = snapshot();
        List<Map<String, Object>> requests = new Expansion(request, snapshot, catalog).requests();
        Set<FieldFault> faults = new LinkedHashSet<>();
        List<NewTask> tasks = new ArrayList<>();
        for (Map<String, Object> one : requests) {
            one.put("batch_id", batchId);
            NewTask task = task(one, snapshot, faults);
            if (task != null) {
                tasks.add(task);
            }
        }
        if (!faults.isEmpty()) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, List.copyOf(faults));
        }
        Faults series = new Faults();
        for (NewTask task : tasks) {
            String tooShort = tooShort(task.spec(), snapshot);
            if (tooShort != null) {
                series.add(
                        task.spec().scope().mode() == TrainingMode.PRODUCT ? "product_ids" : "store_ids",
                        "series_too_short",
                        tooShort);
            }
        }
        series.throwIfAny(ErrorCode.SERIES_TOO_SHORT);
        return tasks;
    }

    private DataSnapshot snapshot() {
        return data.current()
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DATA_REFUSED, "there are no sales to learn from; import sales first"));
    }

    /** Null, and at least one more fault, when the request is refused. */
    private @Nullable NewTask task(Map<String, Object> request, DataSnapshot snapshot, Set<FieldFault> faults) {
        Map<String, Object> training = new LinkedHashMap<>(request);
        training.keySet().removeAll(TaskOptions.FIELDS);
        Faults ofOptions = new Faults();
        TaskOptions options = TaskOptions.check(request, ofOptions);
        faults.addAll(ofOptions.list());
        TrainingSpec spec;
        try {
            spec = TrainingRequest.check(training, catalog, snapshot.products(), snapshot.stores());
        } catch (ShopTrainingException e) {
            faults.addAll(e.faults());
            return null;
        }
        if (!ofOptions.isEmpty()) {
            return null;
        }
        return new NewTask(
                TaskId.next(clock),
                spec,
                options,
                snapshot.id(),
                Json.write(request),
                registry.highestVersion(spec.key().identifier()));
    }

    private @Nullable String tooShort(TrainingSpec spec, DataSnapshot snapshot) {
        int available = data.availableDays(snapshot, spec);
        int required = spec.requiredDays();
        return available >= required
                ? null
                : spec.key().identifier() + " has " + available + " days of sales, but this training needs " + required
                        + "; ask for fewer folds, or a shorter horizon or look_back";
    }

    /** The requests within a request for a batch. */
    private static final class Expansion {
        private final Map<String, Object> rest;
        private final Faults faults = new Faults();
        private final Object mode;
        private final @Nullable List<String> products;
        private final @Nullable List<String> stores;
        private final List<String> types;

        Expansion(Map<String, Object> request, DataSnapshot snapshot, ModelCatalog catalog) {
            this.rest = new LinkedHashMap<>(request);
            this.mode = String.valueOf(rest.get("training_mode"));
            Object givenTypes = rest.remove("model_types");
            List<String> chosen = list("model_types", givenTypes, catalog.names());
            if (givenTypes == null) {
                faults.required("model_types", "a list of " + String.join(", ", catalog.names()));
            }
            this.types = chosen == null ? List.of() : chosen;
            for (String field : List.of("model_type", "product_id", "store_id", "product_scope", "batch_id")) {
                if (rest.containsKey(field)) {
                    faults.add(field, "not_allowed", "is for single tasks; a batch has lists");
                }
            }
            // a global training takes the lists as they are, and checks them itself
            boolean single = mode.equals(TrainingMode.GLOBAL.word());
            this.products = single ? null : list("product_ids", rest.remove("product_ids"), snapshot.products());
            this.stores = single ? null : list("store_ids", rest.remove("store_ids"), snapshot.stores());
            if (mode.equals(TrainingMode.PRODUCT.word()) && products == null) {
                faults.required("product_ids", "a list of product ids, or 'all'");
            }
            if (mode.equals(TrainingMode.STORE.word()) && stores == null) {
                faults.required("store_ids", "a list of store ids, or 'all'");
            }
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        }

        /** Null when nothing was said; the whole of {@code known} for {@code all}. */
        private @Nullable List<String> list(String field, @Nullable Object given, Collection<String> known) {
            if (given == null) {
                return null;
            }
            if (given.equals(ALL)) {
                return List.copyOf(new TreeSet<>(known));
            }
            if (!(given instanceof Collection<?> several) || several.isEmpty()) {
                faults.add(
                        field,
                        "wrong_type",
                        "'" + given + "' is not a list of at least one; allowed: a list, or 'all'");
                return null;
            }
            Set<String> chosen = new LinkedHashSet<>();
            for (Object one : several) {
                if (one instanceof String word && known.contains(word)) {
                    chosen.add(word);
                } else {
                    faults.unknown(field, String.valueOf(one), known);
                }
            }
            return List.copyOf(chosen);
        }

        List<Map<String, Object>> requests() {
            List<@Nullable String> productsOrNone = orNone(products);
            List<@Nullable String> storesOrNone = orNone(stores);
            long tasks = (long) productsOrNone.size() * storesOrNone.size() * types.size();
            if (tasks > MOST_TASKS) {
                faults.outOfRange("product_ids", "a batch of " + tasks + " tasks", 1, MOST_TASKS);
            }
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
            List<Map<String, Object>> requests = new ArrayList<>();
            for (String type : types) {
                for (String product : productsOrNone) {
                    for (String store : storesOrNone) {
                        Map<String, Object> one = new LinkedHashMap<>(rest);
                        one.put("model_type", type);
                        putIfGiven(one, "product_id", product);
                        putIfGiven(one, "store_id", store);
                        requests.add(one);
                    }
                }
            }
            return requests;
        }

        private static List<@Nullable String> orNone(@Nullable List<String> ids) {
            List<@Nullable String> some = new ArrayList<>();
            if (ids == null) {
                some.add(null);
            } else {
                some.addAll(ids);
            }
            return some;
        }

        private static void putIfGiven(Map<String, Object> request, String field, @Nullable String value) {
            if (value != null) {
                request.put(field, value);
            }
        }
    }
}
