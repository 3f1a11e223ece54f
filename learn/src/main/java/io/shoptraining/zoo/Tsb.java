package io.shoptraining.zoo;

import io.shoptraining.features.Lessons;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For products that sell on few days (Teunter, Syntetos and Babai 2011, Intermittent demand: Linking forecasting to
 * inventory obsolescence): the chance of a sale, smoothed every day, times its size, smoothed on days of sale. The forecast
 * of a product that dies falls towards zero. Both speeds are those of a small grid with the least squared error of one day
 * ahead. A day is zero with one minus the chance; else it is like the sizes of the last year, brought to the smoothed size:
 * that gives the quantiles, so nothing is learned from training windows. Only the last {@code history_days} are read; a day
 * of more returns than sales counts as one without a sale.
 */
public final class Tsb implements Learner {
    private static final double[] SPEEDS = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3};

    /** Days at the start from which the first chance and the first size are taken. */
    private static final int FIRST_DAYS = 91;

    private static final int YEAR = 364;

    private Tsb() {}

    /** The model type {@code tsb}. */
    public static Learner learner() {
        return new Tsb();
    }

    @Override
    public ModelType type() {
        return new ModelType(
                "tsb",
                "For products that sell on few days: chance of a sale times its size.",
                List.of(Ets.HISTORY_DAYS),
                null);
    }

    @Override
    public boolean readsPlans() {
        return false;
    }

    @Override
    public TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session) {
        return new Trained(spec.integer(Ets.HISTORY_DAYS.name()));
    }

    @Override
    public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
        return new Trained(spec.integer(Ets.HISTORY_DAYS.name()));
    }

    private record Trained(int historyDays) implements FilelessModel {
        @Override
        public float[][][] predict(WindowSet windows) {
            float[][][] all = new float[windows.size()][windows.horizon()][];
            for (int i = 0; i < all.length; i++) {
                float[] history = windows.history(i);
                double[] days = Arrays.stream(Rule.lastDays(history, history.length, historyDays))
                        .filter(Double::isFinite)
                        .toArray();
                float[] day = Demand.of(days.length == 0 ? new double[] {Rule.typical(windows, i)} : days)
                        .outputs();
                for (int ahead = 0; ahead < windows.horizon(); ahead++) {
                    all[i][ahead] = day.clone();
                }
            }
            return all;
        }

        /** The settings are in the spec, and all else in the history. */
        @Override
        public Map<String, Object> description() {
            return Map.of();
        }
    }

    /**
     * What a day is like.
     *
     * @param chance that it sells anything
     * @param size what it sells then
     * @param sizes of the days of sale among the last 364 known ones, or among all without any there; rising
     */
    @SuppressWarnings("ArrayRecordComponent") // lives for one window, compared by nobody
    record Demand(double chance, double size, double[] sizes) {
        /** @param days known ones only, at least one */
        static Demand of(double[] days) {
            double[] sales = positive(days, 0);
            if (sales.length == 0) {
                return new Demand(0, 0, sales);
            }
            double[] lately = positive(days, days.length - YEAR);
            double[] sizes = (lately.length == 0 ? sales : lately).clone();
            Arrays.sort(sizes);
            double[] first = positive(Arrays.copyOf(days, Math.min(days.length, FIRST_DAYS)), 0);
            double chanceAtFirst = (double) first.length / Math.min(days.length, FIRST_DAYS);
            double sizeAtFirst = Arrays.stream(first).average().orElse(sales[0]);
            Demand best = new Demand(chanceAtFirst, sizeAtFirst, sizes);
            double least = Double.POSITIVE_INFINITY;
            for (double chanceSpeed : SPEEDS) {
                for (double sizeSpeed : SPEEDS) {
                    double chance = chanceAtFirst;
                    double size = sizeAtFirst;
                    double squares = 0;
                    for (double day : days) {
                        double error = day - chance * size;
                        squares += error * error;
                        boolean sold = day > 0;
                        chance += chanceSpeed * ((sold ? 1 : 0) - chance);
                        size += sold ? sizeSpeed * (day - size) : 0;
                    }
                    if (squares < least) {
                        least = squares;
                        best = new Demand(chance, size, sizes);
                    }
                }
            }
            return best;
        }

        private static double[] positive(double[] days, int from) {
            return Arrays.stream(days, Math.max(0, from), days.length)
                    .filter(day -> day > 0)
                    .toArray();
        }

        /** Mean and quantiles. */
        float[] outputs() {
            float[] outputs = new float[QuantileLevels.OUTPUTS];
            outputs[0] = (float) (chance * size);
            double mean = Arrays.stream(sizes).average().orElse(1);
            for (int i = 1; i < outputs.length; i++) {
                double level = QuantileLevels.ALL.get(i - 1);
                double above = level - (1 - chance);
                outputs[i] = above <= 0
                        ? 0
                        : (float) (OrderStatistics.quantile(sizes, Math.min(1, above / chance)) * size / mean);
            }
            return outputs;
        }
    }
}
