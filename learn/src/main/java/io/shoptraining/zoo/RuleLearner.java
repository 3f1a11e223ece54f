package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model of a {@link Rule}: the rule says the mean, and the quantiles are those of the rule's own errors on the
 * training windows, by weeks ahead, each error divided by the spread that the rule had told.
 */
final class RuleLearner implements Learner {
    private static final int WEEK = 7;
    private static final int MOST_DAYS = 500_000;

    /** In the windows' scale; an error that is divided by less tells of nothing. */
    private static final double SMALLEST_SPREAD = 1e-6;

    private final ModelType type;
    private final int mostWindows;
    private final Function<TrainingSpec, Rule> rules;

    /** @param mostWindows errors are looked at on this many training windows at most, evenly chosen */
    RuleLearner(ModelType type, int mostWindows, Function<TrainingSpec, Rule> rules) {
        this.type = type;
        this.mostWindows = mostWindows;
        this.rules = rules;
    }

    @Override
    public ModelType type() {
        return type;
    }

    @Override
    public boolean readsPlans() {
        return false;
    }

    @Override
    public TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session) {
        WindowSet train = lessons.train();
        Rule rule = rules.apply(spec);
        List<List<Double>> errors = new ArrayList<>();
        for (int week = 0; week < weeks(train.horizon()); week++) {
            errors.add(new ArrayList<>());
        }
        List<Double> spreads = new ArrayList<>();
        int step = step(train);
        for (int i = 0; i < train.size(); i += step) {
            session.stopIfCancelled();
            WindowBatch window = train.read(i);
            Rule.Outlook said = rule.forecast(train, i);
            for (int day = 0; day < train.horizon(); day++) {
                double spread = said.spread()[day];
                if (window.weight()[day] > 0 && spread > SMALLEST_SPREAD) {
                    errors.get(day / WEEK).add((window.target()[day] - said.mean()[day]) / spread);
                    spreads.add(spread);
                }
            }
        }
        return new Trained(
                rule,
                new Errors(
                        errors.stream()
                                .map(week -> OrderStatistics.quantiles(sorted(week)))
                                .toList(),
                        spreads.isEmpty() ? null : OrderStatistics.quantile(sorted(spreads), 0.5)));
    }

    /** Shares no factor with a week, so that windows of every weekday are looked at. */
    private int step(WindowSet train) {
        int most = Math.max(1, Math.min(mostWindows, MOST_DAYS / train.horizon()));
        int step = Math.max(1, (train.size() + most - 1) / most);
        return step % WEEK == 0 ? step + 1 : step;
    }

    @Override
    public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
        Errors errors = Description.read(
                description,
                Errors.class,
                "how wrong " + type.name() + " is: needed is error_quantiles, " + QuantileLevels.ALL.size()
                        + " numbers for each week ahead");
        if (errors.errorQuantiles().size() < weeks(spec.horizon())) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE,
                    "the model's description tells the errors of "
                            + errors.errorQuantiles().size() + " weeks ahead, it forecasts " + spec.horizon()
                            + " days");
        }
        return new Trained(rules.apply(spec), errors);
    }

    private static int weeks(int horizon) {
        return (horizon + WEEK - 1) / WEEK;
    }

    private static double[] sorted(List<Double> values) {
        return values.stream().mapToDouble(value -> value).sorted().toArray();
    }

    /**
     * What is known of the rule's errors.
     *
     * @param errorQuantiles for each week ahead, by quantile level, in spreads
     * @param usualSpread the middle one of the training windows, for a series too short to tell its own; null where no
     *     window told one, which reads as 1
     */
    private record Errors(
            List<List<Double>> errorQuantiles, @Nullable Double usualSpread) {
        Errors {
            errorQuantiles = errorQuantiles.stream().map(List::copyOf).toList();
            for (List<Double> week : errorQuantiles) {
                if (week.size() != QuantileLevels.ALL.size()) {
                    throw new IllegalArgumentException(week.size() + " quantiles");
                }
            }
        }

        double spread(double told) {
            if (!Double.isNaN(told)) {
                return told;
            }
            return usualSpread == null ? 1 : usualSpread;
        }
    }

    private record Trained(Rule rule, Errors errors) implements FilelessModel {
        @Override
        public float[][][] predict(WindowSet windows) {
            float[][][] all = new float[windows.size()][windows.horizon()][QuantileLevels.OUTPUTS];
            for (int i = 0; i < all.length; i++) {
                Rule.Outlook said = rule.forecast(windows, i);
                for (int day = 0; day < windows.horizon(); day++) {
                    double spread = errors.spread(said.spread()[day]);
                    List<Double> quantiles = errors.errorQuantiles().get(day / WEEK);
                    all[i][day][0] = (float) Math.max(0, said.mean()[day]);
                    double floor = 0;
                    for (int level = 0; level < quantiles.size(); level++) {
                        floor = Math.max(floor, said.mean()[day] + spread * quantiles.get(level));
                        all[i][day][1 + level] = (float) floor;
                    }
                }
            }
            return all;
        }

        @Override
        public Map<String, Object> description() {
            return Json.toMap(errors);
        }
    }
}
