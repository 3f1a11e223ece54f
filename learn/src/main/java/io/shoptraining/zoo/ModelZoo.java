package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.ModelCatalog;
import java.util.List;

/** Every kind of model there is. A new one is a file in this package and a line here. */
public final class ModelZoo {
    private static final List<Learner> LEARNERS = List.of(
            Mlstm.learner(),
            Transformer.learner(),
            Kan.learner(),
            OptimizedKan.learner(),
            Tcn.learner(),
            CnnBilstmAttention.learner(),
            TreeLearner.xgBoost(),
            TreeLearner.lightGbm(),
            SeasonalNaive.learner(),
            WeekdayMean.learner(),
            Mean28.learner(),
            Ets.learner(),
            Theta.learner(),
            Tsb.learner(),
            Ensemble.ensemble(ModelZoo::find),
            Ensemble.auto(ModelZoo::find));

    private ModelZoo() {}

    /** For whoever takes requests; loads no native code. */
    public static ModelCatalog catalog() {
        return new ModelCatalog(LEARNERS.stream().map(Learner::type).toList());
    }

    /** @throws ShopTrainingException when there is no such kind */
    public static Learner find(String modelType) {
        return LEARNERS.stream()
                .filter(learner -> learner.type().name().equals(modelType))
                .findFirst()
                .orElseThrow(() -> {
                    Faults faults = new Faults();
                    faults.unknown("model_type", modelType, catalog().names());
                    return new ShopTrainingException(ErrorCode.INVALID_REQUEST, faults.list());
                });
    }
}
