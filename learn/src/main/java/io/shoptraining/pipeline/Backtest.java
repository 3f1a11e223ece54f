package io.shoptraining.pipeline;

import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.Splits;
import io.shoptraining.features.WatchedWindows;
import io.shoptraining.fit.FitSession;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Metrics;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.Learner;
import io.shoptraining.zoo.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How well a kind of model would have forecast: trained once on what lies before the first origin, it forecasts window
 * after window, each from all that lies before it, just as a model in use is asked week after week. It is not trained
 * again in between. The rule that repeats the last week is measured on the same days. Nothing is written.
 */
final class Backtest {
    private static final String NAIVE = "seasonal_naive";
    private static final double NANOS_PER_SECOND = 1e9;

    private final VerifiedSales sales;
    private final Function<String, Learner> zoo;
    private final WorkerCommand.Backtest command;
    private final TrainingListener listener;
    private final Stopping stopping;

    Backtest(
            VerifiedSales sales,
            Function<String, Learner> zoo,
            WorkerCommand.Backtest command,
            TrainingListener listener) {
        this.sales = sales;
        this.zoo = zoo;
        this.command = command;
        this.listener = listener;
        this.stopping = new Stopping(listener, System::nanoTime);
    }

    /** @throws java.util.concurrent.CancellationException soon after the listener asks for it */
    WorkerReport.Backtested run() {
        TrainingSpec spec = command.spec();
        enter(Stage.LOADING_DATA, 0, "reading the sales");
        List<History> histories =
                sales.histories(command.snapshotFile(), command.snapshotSha256(), spec.scope(), stopping::checkAtStart);
        FeaturePlan plan = FeaturePlan.learn(spec, histories, Ahead.holidays(sales.calendar(command.snapshotFile())));
        Splits splits = plan.split(spec, histories);
        splits.notes().forEach(note -> listener.logged("WARN", note));

        enter(Stage.TRAINING, FollowedFit.START, "training " + spec.modelType());
        FollowedFit followed = FollowedFit.unsaved(listener, stopping, spec.epochs());
        long start = System.nanoTime();
        try (TrainedModel model = zoo.apply(spec.modelType()).fit(spec, splits.lessons(), followed)) {
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            enter(Stage.EVALUATING, FollowedFit.END, "forecasting " + spec.folds() + " windows");
            double[] scales = plan.scales(histories);
            Figures said = measure(histories, splits, model, scales);
            Figures repeated = naive(spec, histories, splits, scales, followed::isCancelled);
            enter(Stage.EVALUATING, 100, "measured");
            return new WorkerReport.Backtested(
                    command.requestId(), spec.modelType(), said.all(), repeated.all(), rows(said, repeated), seconds);
        }
    }

    private Figures naive(
            TrainingSpec spec, List<History> histories, Splits splits, double[] scales, BooleanSupplier cancelled) {
        try (TrainedModel naive = zoo.apply(NAIVE).fit(spec, splits.lessons(), new Quiet(cancelled))) {
            return measure(histories, splits, naive, scales);
        }
    }

    /** What is left of all that a model said, which is too much to be kept for two models. */
    private record Figures(Metrics all, List<Evaluation.Fold> folds) {}

    private Figures measure(List<History> histories, Splits splits, TrainedModel model, double[] scales) {
        float[][][] predicted = model.predict(new WatchedWindows(splits.heldOut(), stopping::checkAtEnd));
        Evaluation evaluation = new Evaluation(histories, splits.heldOut(), predicted, scales);
        return new Figures(evaluation.metrics(), evaluation.folds());
    }

    private List<WorkerReport.BacktestRow> rows(Figures said, Figures repeated) {
        List<WorkerReport.BacktestRow> rows = new ArrayList<>();
        for (Evaluation.Fold fold : said.folds()) {
            rows.add(new WorkerReport.BacktestRow(
                    fold.number(),
                    fold.from().toString(),
                    fold.from().plusDays(command.spec().horizon() - 1L).toString(),
                    fold.series(),
                    fold.metrics(),
                    repeated.folds().get(fold.number() - 1).metrics()));
        }
        return rows;
    }

    private void enter(Stage stage, double progress, String message) {
        stopping.checkAtEnd();
        listener.progressed(new Progress(stage, progress, 0, command.spec().epochs(), null, null, null, null, message));
    }

    /** The second training of a backtest takes little time and tells nothing. */
    private record Quiet(BooleanSupplier cancelled) implements FitSession {
        @Override
        public boolean isCancelled() {
            return cancelled.getAsBoolean();
        }

        @Override
        public @Nullable Path resumeFrom() {
            return null;
        }

        @Override
        public void batchEnded(int epoch, int batch, int batches, double trainLoss) {}

        @Override
        public void epochEnded(CurvePoint losses, int bestEpoch) {}

        @Override
        public void progressed(double share, String message) {}

        @Override
        public void noted(String message) {}

        @Override
        public void checkpoint(int epoch, boolean best, CheckpointWriter writer) {}
    }
}
