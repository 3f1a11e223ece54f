package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.trees.Booster;
import io.shoptraining.trees.Boosting;
import io.shoptraining.trees.BoostingSettings;
import io.shoptraining.trees.LightGbm;
import io.shoptraining.trees.Rows;
import io.shoptraining.trees.XgBoost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gradient-boosted trees over days to forecast, one model for all series, direct for every step ahead: the kind that won
 * M5 (Makridakis, Spiliotis and Assimakopoulos 2022, International Journal of Forecasting 38). Grown once without the
 * validation days, to know the errors on days that were not learned from; then once more with them, and this one is kept.
 */
final class TreeLearner implements Learner {
    private static final int MOST_VALIDATION_ROWS = 200_000;

    private final ModelType type;
    private final Boosting boosting;

    private TreeLearner(String name, Boosting boosting, int rounds, int minRows) {
        this.type = new ModelType(
                name,
                "Boosted trees over all series at once; quick, reads promotions, prices and calendar.",
                settings(rounds, minRows),
                boosting.unavailable());
        this.boosting = boosting;
    }

    /** The model type {@code lightgbm}. */
    static Learner lightGbm() {
        return new TreeLearner("lightgbm", new LightGbm(), 300, 50);
    }

    /** The model type {@code xgboost}. */
    static Learner xgBoost() {
        return new TreeLearner("xgboost", new XgBoost(), 200, 20);
    }

    private static List<HyperParameter> settings(int rounds, int minRows) {
        return List.of(
                HyperParameter.integer("rounds", 1, 10_000, rounds, "Trees."),
                HyperParameter.choice(
                        "objective",
                        List.of("tweedie", "poisson", "squared"),
                        "tweedie",
                        "Loss; tweedie suits sales with many zeros."),
                HyperParameter.real("tweedie_power", 1.01, 1.99, 1.1, "Variance power of the tweedie loss."),
                HyperParameter.real("learning_rate", 0.001, 1, 0.05, "Share of a tree that is added."),
                HyperParameter.integer("leaves", 2, 4096, 127, "Most leaves of a tree."),
                HyperParameter.integer(
                        "min_rows",
                        1,
                        100_000,
                        minRows,
                        "Fewest days of a leaf; for xgboost the least sum of their second derivatives."),
                HyperParameter.real(
                        "feature_share",
                        0.05,
                        1,
                        0.4,
                        "Share of the features that a tree may use; for xgboost that a split may."),
                HyperParameter.real("row_share", 0.05, 1, 0.7, "Share of the days that a tree learns from."),
                HyperParameter.integer("most_rows", 1_000, 20_000_000, 600_000, "Days to learn from, at most."));
    }

    @Override
    public ModelType type() {
        return type;
    }

    @Override
    public TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session) {
        WindowSet train = lessons.train();
        WindowSet validation = lessons.validation();
        Inputs inputs = Inputs.of(train);
        TreeRows layout = new TreeRows(spec.lookBack(), spec.horizon(), inputs);
        Runnable check = session::stopIfCancelled;
        int most = spec.integer("most_rows");
        Rows first = some(layout.table(List.of(train), most, check));
        BoostingSettings settings = settings(spec, layout, first);
        Booster kept = boosting.start(settings, layout.table(List.of(train, validation), most, check), null);
        try (Booster trial =
                boosting.start(settings, first, some(layout.table(List.of(validation), MOST_VALIDATION_ROWS, check)))) {
            List<CurvePoint> curve = grow(spec, trial, kept, session, check);
            return new Trained(
                    boosting, layout, kept, new Facts(inputs, errors(layout, trial, validation, check)), curve);
        } catch (RuntimeException | Error e) {
            kept.close();
            throw e;
        }
    }

    private static Rows some(Rows rows) {
        if (rows.size() == 0) {
            throw new ShopTrainingException(
                    ErrorCode.SERIES_TOO_SHORT, "there is no day with known sales to learn from, or to validate on");
        }
        return rows;
    }

    /** An epoch is as many rounds as it takes for all of them to be over after the last epoch. */
    private static List<CurvePoint> grow(
            TrainingSpec spec, Booster trial, Booster kept, FitSession session, Runnable check) {
        int rounds = spec.integer("rounds");
        int epochs = Math.min(spec.epochs(), rounds);
        List<CurvePoint> curve = new ArrayList<>();
        int round = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            int end = (int) ((long) rounds * epoch / epochs);
            int start = round;
            while (round < end) {
                check.run();
                trial.grow();
                kept.grow();
                round++;
                session.batchEnded(epoch, round - start, end - start, Double.NaN);
            }
            double[] losses = finite(trial.losses(), epoch);
            curve.add(new CurvePoint(epoch, losses[0], losses[1]));
            session.epochEnded(curve.get(epoch - 1), epoch);
        }
        return List.copyOf(curve);
    }

    private static double[] finite(double[] losses, int epoch) {
        if (!Double.isFinite(losses[0]) || !Double.isFinite(losses[1])) {
            throw new ShopTrainingException(
                    ErrorCode.NON_FINITE_METRICS,
                    "the losses of epoch " + epoch + " are " + losses[0] + " and " + losses[1]
                            + "; try a lower learning_rate, or look for extreme quantities in the data");
        }
        return losses;
    }

    /** Nothing but zeros has no logarithm, which the losses of counts need; its squared error is soon learned. */
    private static BoostingSettings settings(TrainingSpec spec, TreeRows layout, Rows rows) {
        boolean sold = false;
        for (float target : rows.target()) {
            sold |= target > 0;
        }
        return new BoostingSettings(
                sold ? String.valueOf(spec.hyperparameters().get("objective")) : "squared",
                spec.real("tweedie_power"),
                spec.real("learning_rate"),
                spec.integer("leaves"),
                spec.integer("min_rows"),
                spec.real("feature_share"),
                spec.real("row_share"),
                layout.categories(),
                (int) spec.seed());
    }

    private static ErrorQuantiles errors(TreeRows layout, Booster booster, WindowSet validation, Runnable check) {
        List<float[]> sizes = new ArrayList<>();
        List<float[]> ratios = new ArrayList<>();
        long days = (long) validation.size() * validation.horizon();
        int step = Math.toIntExact(Math.max(1, (days + MOST_VALIDATION_ROWS - 1) / MOST_VALIDATION_ROWS));
        for (int i = 0; i < validation.size(); i += step) {
            check.run();
            WindowBatch window = validation.read(i);
            float[] said = say(layout, booster, window, validation.scale(i));
            float[] size = new float[said.length];
            float[] ratio = new float[said.length];
            int count = 0;
            for (int day = 0; day < said.length; day++) {
                if (window.weight()[day] > 0) {
                    float base = Math.max(TreeRows.LEVEL_FLOOR, said[day]);
                    size[count] = (float) (base * validation.scale(i));
                    ratio[count] = Math.max(0, window.target()[day]) / base;
                    count++;
                }
            }
            sizes.add(Arrays.copyOf(size, count));
            ratios.add(Arrays.copyOf(ratio, count));
        }
        return ErrorQuantiles.learn(flat(sizes), flat(ratios));
    }

    /** What the trees say of the days of one window, in the scale of its series. */
    private static float[] say(TreeRows layout, Booster booster, WindowBatch window, double scale) {
        float level = layout.level(window);
        float[] relative = layout.rows(window, level, scale);
        float[] said = booster.predict(relative, window.target().length);
        for (int day = 0; day < said.length; day++) {
            said[day] *= level;
        }
        return said;
    }

    private static float[] flat(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
        if (modelFile == null) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE, "a model of type " + type.name() + " has no file of trees");
        }
        Facts facts = Description.read(description, Facts.class, "what its trees read: needed are inputs and errors");
        TreeRows layout = new TreeRows(spec.lookBack(), spec.horizon(), facts.inputs());
        return new Trained(boosting, layout, boosting.load(modelFile, layout.width()), facts, List.of());
    }

    /** What a model needs beside its trees. */
    private record Facts(Inputs inputs, ErrorQuantiles errors) {}

    private record Trained(Boosting boosting, TreeRows layout, Booster booster, Facts facts, List<CurvePoint> curve)
            implements TrainedModel {
        @Override
        public float[][][] predict(WindowSet windows) {
            if (!Inputs.of(windows).equals(facts.inputs())) {
                throw new IllegalArgumentException("the windows are not of the sizes that the model was trained on");
            }
            float[][][] all = new float[windows.size()][windows.horizon()][QuantileLevels.OUTPUTS];
            for (int i = 0; i < all.length; i++) {
                float[] said = say(layout, booster, windows.read(i), windows.scale(i));
                for (int day = 0; day < said.length; day++) {
                    all[i][day][0] = Math.max(0, said[day]);
                    float base = Math.max(TreeRows.LEVEL_FLOOR, said[day]);
                    List<Double> ratios = facts.errors().of(base * windows.scale(i));
                    for (int quantile = 0; quantile < ratios.size(); quantile++) {
                        all[i][day][1 + quantile] = (float) (base * ratios.get(quantile));
                    }
                }
            }
            return all;
        }

        @Override
        public int keptEpoch() {
            return curve.size();
        }

        @Override
        public String extension() {
            return boosting.extension();
        }

        @Override
        public boolean save(Path file) {
            booster.save(file);
            return true;
        }

        @Override
        public Map<String, Object> description() {
            return Json.toMap(facts);
        }

        @Override
        public void close() {
            booster.close();
        }
    }
}
