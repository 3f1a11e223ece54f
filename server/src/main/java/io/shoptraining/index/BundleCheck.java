package io.shoptraining.index;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.TrainingRequest;
import io.shoptraining.task.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a model that somebody brings is one that this program could have trained itself. */
final class BundleCheck {
    private final ModelCatalog catalog;

    BundleCheck(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    /** @throws ShopTrainingException {@link ErrorCode#DATA_REFUSED} when its settings are not ours, or not its name's */
    void require(ModelMetadata metadata) {
        TrainingSpec spec;
        TrainingSpec checked;
        try {
            spec = Json.convert(metadata.spec(), TrainingSpec.class);
            SeriesScope scope = spec.scope();
            checked = TrainingRequest.check(
                    request(spec),
                    catalog,
                    Set.copyOf(scope.products().list()),
                    Set.copyOf(scope.stores().list()));
        } catch (ShopTrainingException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
        if (!checked.key().identifier().equals(metadata.modelIdentifier())) {
            throw refused(
                    "its settings are those of " + checked.key().identifier() + ", its name is "
                            + metadata.modelIdentifier(),
                    null);
        }
        if (!checked.hyperparameters().keySet().equals(spec.hyperparameters().keySet())) {
            throw refused(
                    "it has hyper-parameters " + spec.hyperparameters().keySet() + "; allowed: "
                            + checked.hyperparameters().keySet(),
                    null);
        }
        metadata.metrics().missingEssential().ifPresent(missing -> {
            throw refused("it was not measured: " + missing, null);
        });
    }

    private static Map<String, Object> request(TrainingSpec spec) {
        SeriesScope scope = spec.scope();
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("training_mode", scope.mode().word());
        request.put("model_type", spec.modelType());
        if (!scope.products().isAll()) {
            request.put("product_ids", scope.products().list());
        }
        if (!scope.stores().isAll()) {
            request.put("store_ids", scope.stores().list());
        }
        if (scope.aggregation() != null) {
            request.put("aggregation_method", scope.aggregation().word());
        }
        request.put("epochs", spec.epochs());
        request.put("horizon", spec.horizon());
        request.put("look_back", spec.lookBack());
        request.put("folds", spec.folds());
        request.put("seed", spec.seed());
        request.put("hyperparameters", spec.hyperparameters());
        return request;
    }

    private static ShopTrainingException refused(String reason, @Nullable Exception cause) {
        String message = "the bundle's model cannot be used here: " + reason;
        return cause == null
                ? new ShopTrainingException(ErrorCode.DATA_REFUSED, message)
                : new ShopTrainingException(ErrorCode.DATA_REFUSED, message, cause);
    }
}
