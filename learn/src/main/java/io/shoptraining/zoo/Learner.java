package io.shoptraining.zoo;

import io.shoptraining.features.Lessons;
import io.shoptraining.fit.FitSession;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One kind of model: trains it, and brings a trained one back. */
public interface Learner {
    /** Name, hyper-parameters with ranges, availability. Must not load native code. */
    ModelType type();

    /**
     * Trains.
     *
     * @throws java.util.concurrent.CancellationException soon after {@link FitSession#isCancelled()} turns true
     */
    TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session);

    /** Whether it reads what is planned for the days to forecast, beside the days on which the shop is shut. */
    default boolean readsPlans() {
        return true;
    }

    /**
     * Brings back a model that {@link TrainedModel#save} wrote.
     *
     * @param modelFile null when the model has no file
     * @param description what {@link TrainedModel#description()} gave
     */
    TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description);
}
