package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.task.ModelType;
import java.util.List;

/**
 * Says that each day sells the mean of the same weekday of the last four weeks: the seasonal naive rule (Hyndman and
 * Athanasopoulos, Forecasting: Principles and Practice, section 5.2) without most of its noise. Days that are not known, or
 * on which the shop was shut, are left out.
 */
public final class WeekdayMean implements Rule {
    private static final int WEEK = 7;
    private static final int WEEKS = 4;

    private WeekdayMean() {}

    /** The model type {@code weekday_mean}. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "weekday_mean", "Mean of the same weekday of the last four weeks: simple and strong.", List.of(), null);
        return new RuleLearner(type, SeasonalNaive.MOST_WINDOWS, spec -> new WeekdayMean());
    }

    @Override
    public Outlook forecast(WindowSet windows, int window) {
        float[] history = windows.history(window);
        double level = Mean28.level(windows, window);
        double[] mean = new double[windows.horizon()];
        for (int day = 0; day < mean.length; day++) {
            mean[day] = weekday(history, day % WEEK, level);
        }
        return Outlook.plain(mean);
    }

    private static double weekday(float[] history, int weekday, double otherwise) {
        double sum = 0;
        int known = 0;
        for (int week = 1; week <= WEEKS; week++) {
            int day = history.length - week * WEEK + weekday;
            if (day >= 0 && !Float.isNaN(history[day])) {
                sum += history[day];
                known++;
            }
        }
        return known == 0 ? otherwise : sum / known;
    }
}
