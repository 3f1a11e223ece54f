package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Exponential smoothing, one series at a time (Hyndman, Koehler, Ord and Snyder 2008, Forecasting with Exponential
 * Smoothing): with and without a damped trend, with and without weekdays. Each kind gets the speeds with the least squared
 * error of one day ahead; the kind with the lowest AICc (section 7.2) forecasts. Only the last {@code history_days} are
 * read. A series is fitted anew every 91 days, counted from its start; the days since then move level, trend and weekdays
 * only.
 */
public final class Ets implements Rule {
    /** How often a series is fitted anew; a shorter one always is. */
    private static final int FITTED_EVERY = 91;

    /** Fitting takes about a millisecond. */
    private static final int MOST_WINDOWS = 2000;

    /** Fewer known days do not tell how large errors are. */
    static final int DAYS_FOR_SPREAD = 14;

    static final HyperParameter HISTORY_DAYS =
            HyperParameter.integer("history_days", 28, 3650, 730, "Days of history that are read, from the last one.");

    private final int historyDays;
    private double[] fittedOn = {};
    private Optional<Fit> fitted = Optional.empty();

    private Ets(int historyDays) {
        this.historyDays = historyDays;
    }

    /** The model type {@code ets}. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "ets",
                "Exponential smoothing of each series by itself: level, damped trend, weekdays.",
                List.of(HISTORY_DAYS),
                null);
        return new RuleLearner(type, MOST_WINDOWS, spec -> new Ets(spec.integer(HISTORY_DAYS.name())));
    }

    @Override
    public Outlook forecast(WindowSet windows, int window) {
        float[] history = windows.history(window);
        int end = history.length - history.length % FITTED_EVERY;
        double[] days = Rule.lastDays(history, end, historyDays);
        if (days.length < FITTED_EVERY) {
            end = history.length;
            days = Rule.lastDays(history, end, historyDays);
        }
        if (!Arrays.equals(days, fittedOn)) {
            fitted = Fit.best(days);
            fittedOn = days;
        }
        int horizon = windows.horizon();
        double[] since = from(history, end);
        return fitted.map(fit -> fit.forecast(since, horizon))
                .orElseGet(() -> Outlook.unsure(Rule.typical(windows, window), horizon));
    }

    private static double[] from(float[] history, int day) {
        double[] days = new double[history.length - day];
        for (int i = 0; i < days.length; i++) {
            days[i] = history[day + i];
        }
        return days;
    }

    /**
     * A kind of smoothing with its speeds.
     *
     * @param end the states after the days it was fitted on
     */
    record Fit(Smoothing.Speeds speeds, Smoothing end, double aicc) {
        private static final int MOST_EVALUATIONS = 60;

        /** The kind with the lowest AICc, the simpler one of two alike; empty without a known day. */
        static Optional<Fit> best(double[] days) {
            long known = Arrays.stream(days).filter(Double::isFinite).count();
            if (known == 0) {
                return Optional.empty();
            }
            Fit best = mean(days);
            for (boolean seasonal : new boolean[] {false, true}) {
                for (boolean trended : new boolean[] {false, true}) {
                    if (known > parameters(trended, seasonal) + 1) {
                        Fit fit = of(days, trended, seasonal);
                        best = fit.aicc < best.aicc ? fit : best;
                    }
                }
            }
            return Optional.of(best);
        }

        /** For a series too short for any kind. */
        private static Fit mean(double[] days) {
            Smoothing.Speeds still = new Smoothing.Speeds(0, 0, 1, 0);
            return new Fit(still, Smoothing.start(days, false, false).after(days, still), Double.POSITIVE_INFINITY);
        }

        /** Speeds, first states and the variance; of seven weekdays that sum to zero, six are free. */
        private static int parameters(boolean trended, boolean seasonal) {
            return 3 + (trended ? 3 : 0) + (seasonal ? Smoothing.WEEK : 0);
        }

        static Fit of(double[] days, boolean trended, boolean seasonal) {
            Smoothing start = Smoothing.start(days, trended, seasonal);
            int shares = 1 + (seasonal ? 1 : 0) + (trended ? 2 : 0);
            double[] low = new double[shares];
            double[] high = new double[shares];
            double[] first = new double[shares];
            Arrays.fill(low, 1e-4);
            Arrays.fill(high, 1 - 1e-4);
            Arrays.fill(first, 0.1);
            if (trended) {
                low[shares - 1] = 0.8;
                high[shares - 1] = 0.98;
                first[shares - 1] = 0.9;
            }
            double[] best = NelderMead.minimise(
                    place -> start.after(days, speeds(place, trended, seasonal)).squares(),
                    first,
                    low,
                    high,
                    MOST_EVALUATIONS * shares);
            Smoothing.Speeds speeds = speeds(best, trended, seasonal);
            Smoothing end = start.after(days, speeds);
            int parameters = parameters(trended, seasonal);
            double aic = end.known() * Math.log(end.squares() / end.known()) + 2.0 * parameters;
            double correction = 2.0 * parameters * (parameters + 1) / (end.known() - parameters - 1);
            return new Fit(speeds, end, aic + correction);
        }

        /** The usual region (section 2.5 of the book): of the level, a share goes to the trend, of the rest to weekdays. */
        private static Smoothing.Speeds speeds(double[] shares, boolean trended, boolean seasonal) {
            double level = shares[0];
            double season = seasonal ? (1 - level) * shares[1] : 0;
            double trend = trended ? level * shares[shares.length - 2] : 0;
            double damping = trended ? shares[shares.length - 1] : 1;
            return new Smoothing.Speeds(level, trend, damping, season);
        }

        Outlook forecast(double[] since, int horizon) {
            Smoothing now = end.after(since, speeds);
            double[] mean = now.mean(speeds, horizon);
            return now.known() < DAYS_FOR_SPREAD
                    ? new Outlook(mean, Outlook.unsure(0, horizon).spread())
                    : new Outlook(mean, now.deviation(speeds, horizon));
        }
    }
}
