package io.shoptraining.pipeline;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.Splits;
import io.shoptraining.features.WatchedWindows;
import io.shoptraining.fit.FitSession;
import io.shoptraining.forecast.Forecast;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.ModelFileName;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.Learner;
import io.shoptraining.zoo.ModelZoo;
import io.shoptraining.zoo.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a spec to staged files with metrics, and from a trained model to a forecast. */
public final class TrainingPipeline {
    private static final String FEATURES = "features";
    private static final String MODEL = "model";
    private static final double NANOS_PER_SECOND = 1e9;

    private final VerifiedSales sales;
    private final Function<String, Learner> zoo;

    public TrainingPipeline(SalesSource sales) {
        this(sales, ModelZoo::find);
    }

    /** @param zoo finds a learner by its model type */
    TrainingPipeline(SalesSource sales, Function<String, Learner> zoo) {
        this.sales = new VerifiedSales(sales);
        this.zoo = zoo;
    }

    /**
     * Trains one model and measures it on the held-out days. The model that was measured is the one that is kept: it is
     * not trained again on all days, so the metrics are its own.
     *
     * @throws CancellationException soon after {@link TrainingListener#isCancelled()} turns true, and some seconds after
     *     {@link TrainingListener#isSuspended()} does
     */
    public WorkerReport.Finished train(WorkerCommand.Train command, TrainingListener listener) {
        long start = System.nanoTime();
        StagingDirectory staging = new StagingDirectory(Path.of(command.stagingDirectory()));
        Stopping stopping = new Stopping(listener, System::nanoTime);
        Run run = new Run(command, listener, stopping);
        run.enter(Stage.LOADING_DATA, 0, "reading the sales");
        Learner learner = zoo.apply(command.spec().modelType());
        List<History> histories = sales.histories(
                command.snapshotFile(), command.snapshotSha256(), command.spec().scope(), stopping::checkAtStart);
        FeaturePlan plan =
                FeaturePlan.learn(command.spec(), histories, Ahead.holidays(sales.calendar(command.snapshotFile())));
        Splits splits = plan.split(command.spec(), histories);
        splits.notes().forEach(note -> listener.logged("WARN", note));
        listener.logged(
                "INFO",
                histories.size() + " series, " + splits.train().size() + " windows to train, "
                        + splits.validation().size() + " to validate, "
                        + splits.heldOut().size() + " held out");

        run.enter(
                Stage.TRAINING, FollowedFit.START, "training " + command.spec().modelType());
        FitSession session = new FollowedFit(
                listener, stopping, staging, command.spec().epochs(), path(command.resumeFrom()), System::nanoTime);
        try (TrainedModel model = learner.fit(command.spec(), splits.lessons(), session)) {
            run.trained(model);
            run.enter(Stage.EVALUATING, FollowedFit.END, "forecasting the held-out days");
            float[][][] predicted = model.predict(new WatchedWindows(splits.heldOut(), stopping::checkAtEnd));
            Evaluation evaluation = new Evaluation(histories, splits.heldOut(), predicted, plan.scales(histories));
            Metrics metrics = evaluation.metrics();

            run.enter(Stage.SAVING, 98, "writing the model");
            List<StagedFile> files = save(command, model, staging);
            Map<String, Object> description = new LinkedHashMap<>();
            description.put(FEATURES, plan.toMap());
            description.put(MODEL, model.description());
            requireLoads(
                    learner,
                    command.spec(),
                    StagedFile.model(files)
                            .map(file -> staging.file(file.name()))
                            .orElse(null),
                    Json.readObject(Json.write(description)));
            description.put("quantiles", Map.of("held_out_shares", evaluation.quantileShares()));
            description.put("held_out", evaluation.rows());
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            run.enter(Stage.SAVING, 100, "saved");
            return new WorkerReport.Finished(
                    command.taskId(),
                    command.attempt(),
                    files,
                    metrics.with("training_time", seconds),
                    description,
                    model.curve(),
                    seconds);
        }
    }

    private List<StagedFile> save(WorkerCommand.Train command, TrainedModel model, StagingDirectory staging) {
        List<StagedFile> files = new ArrayList<>();
        String modelName = MODEL + model.extension();
        if (model.save(staging.file(modelName))) {
            files.add(staging.finish(MODEL, modelName));
        }
        if (!model.curve().isEmpty()) {
            String title = ModelFileName.identifier(command.spec().key());
            LossCurve.write(title, model.curve(), model.keptEpoch(), staging.file("loss_curve.png"));
            files.add(staging.finish("loss_curve", "loss_curve.png"));
        }
        return files;
    }

    /**
     * Loads a model that comes from elsewhere.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when that cannot be done
     */
    public WorkerReport.Checked check(WorkerCommand.Check command) {
        Learner learner = zoo.apply(command.spec().modelType());
        requireLoads(learner, command.spec(), path(command.modelFile()), command.description());
        return new WorkerReport.Checked(command.requestId());
    }

    /** Only what can be read again is worth to be kept. */
    private static void requireLoads(
            Learner learner, TrainingSpec spec, @Nullable Path file, Map<String, Object> description) {
        FeaturePlan.fromMap(part(description, FEATURES));
        learner.load(spec, file, part(description, MODEL)).close();
    }

    /**
     * Forecasts the days after the end of every series in the model's scope; of a panel, a product that its store has never
     * sold too, from what its neighbours sell.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} for more days than the model's horizon
     */
    public List<WorkerReport.ForecastRow> forecast(WorkerCommand.Predict command) {
        int horizon = command.spec().horizon();
        if (command.days() < 1 || command.days() > horizon) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST,
                    "days is " + command.days() + "; this model was trained for a horizon of " + horizon
                            + " days; allowed: 1 to " + horizon);
        }
        FeaturePlan plan = FeaturePlan.fromMap(part(command.description(), FEATURES));
        Learner learner = zoo.apply(command.spec().modelType());
        requireRead(command, plan, learner);
        Asked asked = Asked.of(command, plan, sales);
        try (TrainedModel model =
                learner.load(command.spec(), path(command.modelFile()), part(command.description(), MODEL))) {
            float[][][] predicted = model.predict(asked.windows());
            List<WorkerReport.ForecastRow> rows = new ArrayList<>();
            for (int series = 0; series < predicted.length; series++) {
                History history = asked.histories().get(series);
                boolean[] closed = history.closed(history.days(), horizon);
                Forecast forecast = Forecast.of(predicted[series], asked.scales()[series], closed);
                if (!forecast.isFinite()) {
                    throw new ShopTrainingException(
                            ErrorCode.NON_FINITE_METRICS, "the model gives no finite forecast for " + history.label());
                }
                for (int day = 0; day < command.days(); day++) {
                    rows.add(new WorkerReport.ForecastRow(
                            history.storeId(),
                            history.productId(),
                            history.end().plusDays(day).toString(),
                            forecast.mean(day),
                            forecast.quantiles(day),
                            asked.coldStart()));
                }
            }
            return rows;
        }
    }

    /** What a model does not read is not silently left out. */
    private static void requireRead(WorkerCommand.Predict command, FeaturePlan plan, Learner learner) {
        List<String> unread = command.planned().stream()
                .flatMap(day -> day.values().keySet().stream())
                .filter(name -> !plan.planned().contains(name) || !learner.readsPlans() && !name.equals(History.OPEN))
                .distinct()
                .sorted()
                .toList();
        if (!unread.isEmpty()) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST,
                    "covariates: a model of type " + command.spec().modelType() + " does not read "
                            + String.join(", ", unread) + " of the days to forecast"
                            + (learner.readsPlans() ? "" : "; of what is planned it reads at most open"));
        }
    }

    /**
     * Trains once, then forecasts every held-out window and measures it; see {@link WorkerCommand.Backtest}.
     *
     * @throws CancellationException soon after {@link TrainingListener#isCancelled()} turns true
     */
    public WorkerReport.Backtested backtest(WorkerCommand.Backtest command, TrainingListener listener) {
        return new Backtest(sales, zoo, command, listener).run();
    }

    @SuppressWarnings("unchecked") // JSON objects have texts for keys
    private static Map<String, Object> part(Map<String, Object> description, String name) {
        if (description.get(name) instanceof Map<?, ?> part) {
            return (Map<String, Object>) part;
        }
        throw new ShopTrainingException(
                ErrorCode.DAMAGED_FILE, "the description of the model has no object '" + name + "'");
    }

    private static @Nullable Path path(@Nullable String file) {
        return file == null ? null : Path.of(file);
    }

    /** Where one training stands. */
    private static final class Run {
        private final WorkerCommand.Train command;
        private final TrainingListener listener;
        private final Stopping stopping;
        private @Nullable CurvePoint last;
        private @Nullable Integer bestEpoch;

        Run(WorkerCommand.Train command, TrainingListener listener, Stopping stopping) {
            this.command = command;
            this.listener = listener;
            this.stopping = stopping;
        }

        void trained(TrainedModel model) {
            if (!model.curve().isEmpty()) {
                last = model.curve().get(model.curve().size() - 1);
                bestEpoch = model.keptEpoch();
            }
        }

        void enter(Stage stage, double progress, String message) {
            stopping.checkAtEnd();
            CurvePoint losses = last;
            listener.progressed(new Progress(
                    stage,
                    progress,
                    losses == null ? 0 : losses.epoch(),
                    command.spec().epochs(),
                    losses == null ? null : finite(losses.trainLoss()),
                    losses == null ? null : finite(losses.valLoss()),
                    bestEpoch,
                    null,
                    message));
        }

        private static @Nullable Double finite(double loss) {
            return Double.isFinite(loss) ? loss : null;
        }
    }
}
