package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which series of a model are forecast. A panel has many, of which one or some may be asked for; others have one. */
final class Chosen {
    /** What fits into one answer of a worker with room to spare. */
    private static final int ROWS_AT_ONCE = 20_000;

    private final TrainingSpec spec;
    private final DataSnapshot snapshot;

    Chosen(TrainingSpec spec, DataSnapshot snapshot) {
        this.spec = spec;
        this.snapshot = snapshot;
    }

    /** The spec of the model for the chosen series alone; all that was learned stays as it is. */
    TrainingSpec narrowed(@Nullable String productId, @Nullable String storeId) {
        SeriesScope scope = spec.scope();
        Faults faults = new Faults();
        if (scope.aggregation() != Aggregation.PANEL) {
            requireOwn("product_id", productId, scope.products(), faults);
            requireOwn("store_id", storeId, scope.stores(), faults);
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
            return spec;
        }
        Ids products = one(
                "product_id",
                productId,
                scope.products(),
                snapshot.products(),
                snapshot.told().products(),
                faults);
        Ids stores = one(
                "store_id",
                storeId,
                scope.stores(),
                snapshot.stores(),
                snapshot.told().stores(),
                faults);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return with(products, stores);
    }

    private static void requireOwn(String field, @Nullable String id, Ids own, Faults faults) {
        if (id == null || own.isOne() && own.list().contains(id)) {
            return;
        }
        String said = own.isOne()
                ? "'" + id + "' is not what this model forecasts; allowed: "
                        + own.list().get(0)
                : "this model forecasts them together, not one by one; leave it out, or use a panel model";
        faults.add(field, "not_allowed", said);
    }

    /** @param told sorted; new ones, of which something is told, can be forecast before they have sales */
    private static Ids one(
            String field, @Nullable String id, Ids scope, Collection<String> sold, List<String> told, Faults faults) {
        if (id == null) {
            return scope;
        }
        if (scope.isAll() && Collections.binarySearch(told, id) >= 0) {
            return Ids.of(id);
        }
        Collection<String> allowed = scope.isAll() ? new TreeSet<>(sold) : scope.list();
        if (!allowed.contains(id)) {
            faults.unknown(
                    field,
                    id,
                    allowed,
                    scope.isAll() ? "; to forecast a new one, import a file of attributes that has a row for it" : "");
            return scope;
        }
        return Ids.of(id);
    }

    private TrainingSpec with(Ids products, Ids stores) {
        return new TrainingSpec(
                SeriesScope.global(products, stores, Aggregation.PANEL),
                spec.modelType(),
                spec.hyperparameters(),
                spec.epochs(),
                spec.horizon(),
                spec.lookBack(),
                spec.folds(),
                spec.seed());
    }

    /** The same series in parts that a worker can answer one by one; a part may turn out to have no sales. */
    List<TrainingSpec> parts(TrainingSpec narrowed, int days) {
        SeriesScope scope = narrowed.scope();
        List<String> products = ids(scope.products(), snapshot.products());
        List<String> stores = ids(scope.stores(), snapshot.stores());
        long most = (long) products.size() * stores.size() * days;
        if (scope.aggregation() != Aggregation.PANEL || most <= ROWS_AT_ONCE) {
            return List.of(narrowed);
        }
        int together = Math.max(1, ROWS_AT_ONCE / days);
        List<TrainingSpec> parts = new ArrayList<>();
        for (String store : stores) {
            for (int from = 0; from < products.size(); from += together) {
                List<String> some = products.subList(from, Math.min(products.size(), from + together));
                parts.add(with(new Ids(some), Ids.of(store)));
            }
        }
        return parts;
    }

    private static List<String> ids(Ids chosen, Collection<String> all) {
        return chosen.isAll() ? List.copyOf(new TreeSet<>(all)) : chosen.list();
    }
}
