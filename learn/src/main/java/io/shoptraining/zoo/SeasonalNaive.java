package io.shoptraining.zoo;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Says that each day sells what the same weekday sold in the last week that is known. The rule that every other model has
 * to beat (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.2). Its quantiles are those of its
 * own errors on the training windows, by weeks ahead.
 */
public final class SeasonalNaive implements Learner {
    private static final int WEEK = 7;
    private static final int MOST_WINDOWS = 20_000;

    @Override
    public ModelType type() {
        return new ModelType(
                "seasonal_naive", "Repeats the last week: the mark that other models must beat.", List.of(), null);
    }

    @Override
    public TrainedModel fit(TrainingSpec spec, WindowSet train, WindowSet validation, FitSession session) {
        int weeks = (train.horizon() + WEEK - 1) / WEEK;
        List<List<Double>> errors = new ArrayList<>();
        for (int week = 0; week < weeks; week++) {
            errors.add(new ArrayList<>());
        }
        int step = Math.max(1, train.size() / MOST_WINDOWS);
        for (int i = 0; i < train.size(); i += step) {
            if (session.isCancelled()) {
                throw new CancellationException("cancelled");
            }
            WindowBatch window = train.read(i);
            for (int day = 0; day < train.horizon(); day++) {
                if (window.weight()[day] > 0) {
                    errors.get(day / WEEK).add((double) window.target()[day] - repeated(train, window, day));
                }
            }
        }
        return new Trained(
                new Errors(errors.stream().map(SeasonalNaive::quantiles).toList()));
    }

    @Override
    public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
        return new Trained(Json.convert(description, Errors.class));
    }

    /** Linear between order statistics (type 7 of Hyndman and Fan 1996); 0 without any error. */
    private static List<Double> quantiles(List<Double> errors) {
        double[] sorted = errors.stream().mapToDouble(e -> e).sorted().toArray();
        return QuantileLevels.ALL.stream()
                .map(level -> {
                    if (sorted.length == 0) {
                        return 0.0;
                    }
                    double place = level * (sorted.length - 1);
                    int below = (int) place;
                    int above = Math.min(below + 1, sorted.length - 1);
                    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
                })
                .toList();
    }

    /**
     * What is known of the rule's errors.
     *
     * @param errorQuantiles for each week ahead, by quantile level, in the windows' scale
     */
    private record Errors(List<List<Double>> errorQuantiles) {
        Errors {
            errorQuantiles = errorQuantiles.stream().map(List::copyOf).toList();
        }
    }

    private record Trained(Errors errors) implements TrainedModel {
        @Override
        public float[][][] predict(WindowSet windows) {
            float[][][] all = new float[windows.size()][windows.horizon()][QuantileLevels.OUTPUTS];
            for (int i = 0; i < all.length; i++) {
                WindowBatch window = windows.read(i);
                for (int day = 0; day < windows.horizon(); day++) {
                    float repeated = repeated(windows, window, day);
                    List<Double> quantiles = errors.errorQuantiles().get(day / WEEK);
                    all[i][day][0] = repeated;
                    for (int level = 0; level < quantiles.size(); level++) {
                        all[i][day][1 + level] = (float) (repeated + quantiles.get(level));
                    }
                }
            }
            return all;
        }

        @Override
        public boolean save(Path file) {
            return false;
        }

        @Override
        public Map<String, Object> description() {
            return Json.toMap(errors);
        }

        @Override
        public List<CurvePoint> curve() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /** The same weekday of the last week. */
    private static float repeated(WindowSet windows, WindowBatch window, int day) {
        int last = windows.lookBack() - WEEK + day % WEEK;
        return window.past()[last * windows.pastFeatures()];
    }
}
