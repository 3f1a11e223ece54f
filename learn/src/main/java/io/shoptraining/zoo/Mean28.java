package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.task.ModelType;
import java.util.Arrays;
import java.util.List;

/**
 * Says that each day sells the mean of the last 28 days: the moving average (Makridakis, Wheelwright and Hyndman 1998,
 * Forecasting: Methods and Applications, section 4/2). Days that are not known, or on which the shop was shut, are left
 * out. Hard to beat where there is no weekly pattern.
 */
public final class Mean28 implements Rule {
    private static final int DAYS = 28;

    private Mean28() {}

    /** The model type {@code mean_28}. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "mean_28", "Mean of the last 28 days: hard to beat where weekdays are alike.", List.of(), null);
        return new RuleLearner(type, SeasonalNaive.MOST_WINDOWS, spec -> new Mean28());
    }

    @Override
    public Outlook forecast(WindowSet windows, int window) {
        double[] mean = new double[windows.horizon()];
        Arrays.fill(mean, level(windows, window));
        return Outlook.plain(mean);
    }

    /** Mean of the known ones of the last 28 days; without any, what unknown days are filled up with. */
    static double level(WindowSet windows, int window) {
        float[] history = windows.history(window);
        return Arrays.stream(Rule.lastDays(history, history.length, DAYS))
                .filter(Double::isFinite)
                .average()
                .orElseGet(() -> Rule.typical(windows, window));
    }
}
