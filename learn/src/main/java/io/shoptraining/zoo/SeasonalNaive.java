package io.shoptraining.zoo;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.task.ModelType;
import java.util.List;

/**
 * Says that each day sells what the same weekday sold in the last week that is known. The rule that every other model has
 * to beat (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.2).
 */
public final class SeasonalNaive implements Rule {
    static final int MOST_WINDOWS = 20_000;

    private static final int WEEK = 7;

    private SeasonalNaive() {}

    /** The model type {@code seasonal_naive}. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "seasonal_naive", "Repeats the last week: the mark that other models must beat.", List.of(), null);
        return new RuleLearner(type, MOST_WINDOWS, spec -> new SeasonalNaive());
    }

    @Override
    public Outlook forecast(WindowSet windows, int window) {
        WindowBatch batch = windows.read(window);
        double[] mean = new double[windows.horizon()];
        for (int day = 0; day < mean.length; day++) {
            int last = windows.lookBack() - WEEK + day % WEEK;
            mean[day] = batch.past()[last * windows.pastFeatures()];
        }
        return Outlook.plain(mean);
    }
}
