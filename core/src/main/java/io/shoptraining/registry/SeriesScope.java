package io.shoptraining.registry;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Which sales a model learns from.
 *
 * @param products one product in mode {@code product}; all, one or several otherwise
 * @param stores one store or all in mode {@code product}; one store in mode {@code store}; anything in {@code global}
 * @param aggregation only, and always, in mode {@code global}
 */
public record SeriesScope(
        TrainingMode mode,
        Ids products,
        Ids stores,
        @Nullable Aggregation aggregation) {
    public SeriesScope {
        Faults faults = new Faults();
        if (mode == TrainingMode.PRODUCT && !products.isOne()) {
            faults.required("product_id", "training_mode product needs one product");
        }
        if (mode == TrainingMode.PRODUCT && !stores.isAll() && !stores.isOne()) {
            faults.add("store_id", "not_allowed", "training_mode product takes one store or all of them");
        }
        if (mode == TrainingMode.STORE && !stores.isOne()) {
            faults.required("store_id", "training_mode store needs one store");
        }
        if (mode == TrainingMode.GLOBAL && aggregation == null) {
            faults.required(
                    "aggregation_method", "training_mode global needs sum, mean, median, max, weighted or panel");
        }
        if (mode != TrainingMode.GLOBAL && aggregation != null) {
            faults.add("aggregation_method", "not_allowed", "is for training_mode global only");
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    public static SeriesScope product(String product, Ids stores) {
        return new SeriesScope(TrainingMode.PRODUCT, Ids.of(product), stores, null);
    }

    public static SeriesScope store(String store, Ids products) {
        return new SeriesScope(TrainingMode.STORE, products, Ids.of(store), null);
    }

    public static SeriesScope global(Ids products, Ids stores, Aggregation aggregation) {
        return new SeriesScope(TrainingMode.GLOBAL, products, stores, aggregation);
    }
}
