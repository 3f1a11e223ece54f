package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.task.ModelType;
import java.util.Arrays;
import java.util.List;

/**
 * The theta method (Assimakopoulos and Nikolopoulos 2000), one series at a time. Without its weekdays, where the
 * autocorrelation shows any, a series is the mean of its straight line and of the line of theta 2, which is smoothed; that is
 * simple exponential smoothing with half the slope for a drift (Hyndman and Billah 2003), here with the first level and the
 * speed of least squared error (as Fiorucci et al. 2016, which calls it the standard theta method). Only the last
 * {@code history_days} are read.
 */
public final class Theta implements Rule {
    private static final int WEEK = 7;
    private static final int MOST_WINDOWS = 5000;

    /** Fewer known days show neither slope nor weekdays. */
    private static final int DAYS_FOR_SLOPE = 14;

    private static final int DAYS_FOR_WEEKDAYS = 28;

    private final int historyDays;

    private Theta(int historyDays) {
        this.historyDays = historyDays;
    }

    /** The model type {@code theta}. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "theta",
                "The theta method on each series by itself: smoothed level, half the trend, weekdays.",
                List.of(Ets.HISTORY_DAYS),
                null);
        return new RuleLearner(type, MOST_WINDOWS, spec -> new Theta(spec.integer(Ets.HISTORY_DAYS.name())));
    }

    @Override
    public Outlook forecast(WindowSet windows, int window) {
        float[] history = windows.history(window);
        double[] days = Rule.lastDays(history, history.length, historyDays);
        return days.length == 0
                ? Outlook.unsure(Rule.typical(windows, window), windows.horizon())
                : forecast(days, windows.horizon());
    }

    /** @param days the first one known, NaN where one is not */
    static Outlook forecast(double[] days, int horizon) {
        int known = (int) Arrays.stream(days).filter(Double::isFinite).count();
        WeeklyPattern pattern =
                known >= DAYS_FOR_WEEKDAYS && WeeklyPattern.shows(days) ? WeeklyPattern.of(days) : WeeklyPattern.none();
        double[] level = pattern.removed(days);
        double drift = known < DAYS_FOR_SLOPE ? 0 : slope(level) / 2;
        Line line = Line.best(level, drift);
        double[] mean = new double[horizon];
        double[] spread = new double[horizon];
        double deviation = known < Ets.DAYS_FOR_SPREAD ? Double.NaN : Math.sqrt(line.squares / known);
        for (int day = 0; day < horizon; day++) {
            int weekday = (days.length + day) % WEEK;
            mean[day] = pattern.restored(line.end + (day + 1) * drift, weekday);
            double growth = Math.sqrt(1 + day * line.speed * line.speed);
            spread[day] = deviation * growth * pattern.stretch(weekday);
        }
        return new Outlook(mean, spread);
    }

    /** Of the straight line through the known days. */
    private static double slope(double[] days) {
        double meanTime = 0;
        double mean = 0;
        int known = 0;
        for (int day = 0; day < days.length; day++) {
            if (!Double.isNaN(days[day])) {
                known++;
                meanTime += (day - meanTime) / known;
                mean += (days[day] - mean) / known;
            }
        }
        double across = 0;
        double along = 0;
        for (int day = 0; day < days.length; day++) {
            if (!Double.isNaN(days[day])) {
                across += (day - meanTime) * (days[day] - mean);
                along += (day - meanTime) * (day - meanTime);
            }
        }
        return along == 0 ? 0 : across / along;
    }

    /**
     * A level that follows the days and drifts.
     *
     * @param end the level after the last day
     * @param squares sum of the squared errors of one day ahead
     */
    private record Line(double speed, double end, double squares) {
        private static final double LOWEST = 1e-4;
        private static final double HIGHEST = 1 - 1e-4;
        private static final int MOST_EVALUATIONS = 60;

        static Line best(double[] days, double drift) {
            double[] speed = NelderMead.minimise(
                    place -> of(days, drift, place[0]).squares,
                    new double[] {0.1},
                    new double[] {LOWEST},
                    new double[] {HIGHEST},
                    MOST_EVALUATIONS);
            return of(days, drift, speed[0]);
        }

        /** Every error is linear in the first level, so that the best one is a quotient of two sums. */
        static Line of(double[] days, double drift, double speed) {
            double level = 0;
            double left = 1;
            double errors = 0;
            double mixed = 0;
            double lefts = 0;
            for (double day : days) {
                level += drift;
                if (!Double.isNaN(day)) {
                    double error = day - level;
                    errors += error * error;
                    mixed += error * left;
                    lefts += left * left;
                    level += speed * error;
                    left *= 1 - speed;
                }
            }
            double first = mixed / lefts;
            return new Line(speed, level + left * first, Math.max(0, errors - mixed * first));
        }
    }
}
