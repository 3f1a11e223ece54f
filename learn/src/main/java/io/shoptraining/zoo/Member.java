package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.fit.FitSession;
import io.shoptraining.task.TrainingSpec;
import java.util.Map;

/** One model of an {@link Ensemble}, as it is trained: like the whole, but with its own settings. */
record Member(Learner learner, TrainingSpec spec) {
    /** With the settings that its type has by default. */
    static Member of(Learner learner, TrainingSpec whole) {
        return of(learner, whole, Map.of());
    }

    /** @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} for settings that are not allowed */
    static Member of(Learner learner, TrainingSpec whole, Map<String, Object> settings) {
        Faults faults = new Faults();
        Map<String, Object> all = learner.type().settings(settings, faults);
        if (!faults.list().isEmpty()) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, faults.list());
        }
        return new Member(
                learner,
                new TrainingSpec(
                        whole.scope(),
                        learner.type().name(),
                        all,
                        whole.epochs(),
                        whole.horizon(),
                        whole.lookBack(),
                        whole.folds(),
                        whole.seed()));
    }

    String modelType() {
        return spec.modelType();
    }

    TrainedModel fit(Lessons lessons, FitSession session) {
        return learner.fit(spec, lessons, session);
    }
}
