package io.shoptraining.fit;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.WindowSet;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * Trains any {@link Network}. The same settings on the same windows give the same weights bit for bit, also when the
 * training was interrupted and went on from a checkpoint.
 */
public final class TrainingLoop {
    private static final int PREDICT_BATCH = 256;
    private static final double LOWEST_RATE = 0.01;
    private static final int WARM_UP_STEPS = 50;

    /** Of so many windows that an epoch learns from one is validated on. */
    private static final int PER_VALIDATION_WINDOW = 4;

    /** Fewer windows to validate on than this are not thinned. */
    private static final int FEW_VALIDATION_WINDOWS = 1_000;

    private final Network network;
    private final FitSettings settings;
    private final WindowSet train;
    private final WindowSet validation;
    private final FitSession session;
    private final Layout layout;
    private final Checkpoint checkpoint;
    private final Seeds seeds;

    /** Windows that an epoch learns from. */
    private final int perEpoch;

    private final int[] watched;

    private TrainingLoop(
            Network network, FitSettings settings, WindowSet train, WindowSet validation, FitSession session) {
        this.network = network;
        this.settings = settings;
        this.train = train;
        this.validation = validation;
        this.session = session;
        this.layout = new Layout(network);
        this.checkpoint = new Checkpoint(layout, settings.fingerprint(layout.size(), train.size(), validation.size()));
        this.seeds = new Seeds(settings.seed());
        this.perEpoch = Math.min(train.size(), settings.windowsPerEpoch());
        int mostWatched = Math.max(FEW_VALIDATION_WINDOWS, settings.windowsPerEpoch() / PER_VALIDATION_WINDOW);
        this.watched = seeds.watched(validation.size(), Math.min(validation.size(), mostWatched));
    }

    /**
     * Trains until the epochs are over or the validation loss has not fallen for long.
     *
     * @throws CancellationException soon after the session asks for it
     * @throws ShopTrainingException when there are no windows, or when the loss stops being a number
     */
    public static TrainedWeights fit(
            Network network, FitSettings settings, WindowSet train, WindowSet validation, FitSession session) {
        if (train.size() == 0 || validation.size() == 0) {
            throw new ShopTrainingException(
                    ErrorCode.SERIES_TOO_SHORT,
                    "the series gives " + train.size() + " windows to train and " + validation.size()
                            + " to validate; at least 1 of each is needed: shorten look_back or horizon");
        }
        return new TrainingLoop(network, settings, train, validation, session).run();
    }

    /**
     * Forecasts every window.
     *
     * @param arrays what {@link #fit} gave
     * @return {@code [windows, horizon, outputs]}, as the network says them
     */
    public static float[][][] predict(Network network, Map<String, FloatArray> arrays, WindowSet windows) {
        return predict(
                network, arrays, windows, IntStream.range(0, windows.size()).toArray());
    }

    /** Forecasts some of the windows, in the given order. */
    public static float[][][] predict(Network network, Map<String, FloatArray> arrays, WindowSet windows, int[] order) {
        Layout layout = new Layout(network);
        float[] flat = layout.flat(arrays, "");
        float[][][] forecasts = new float[order.length][][];
        try (Tensors.Scope all = Tensors.scope();
                Tensors.NoGradient constant = Tensors.withoutGradient()) {
            Weights weights = layout.views(Tensors.of(flat, flat.length));
            Tensors.Dropout none = Tensors.dropout(0, 0);
            for (int from = 0; from < order.length; from += PREDICT_BATCH) {
                int count = Math.min(PREDICT_BATCH, order.length - from);
                try (Tensors.Scope scope = Tensors.scope()) {
                    Batch batch = new Batch(windows, order, from, count);
                    Tensor outputs = network.forward(weights, batch, none);
                    unpack(outputs, forecasts, from);
                }
            }
        }
        return forecasts;
    }

    private static void unpack(Tensor outputs, float[][][] forecasts, int from) {
        float[] values = outputs.toFloats();
        int days = (int) outputs.size(1);
        int width = (int) outputs.size(2);
        for (int i = 0; i < values.length / (days * width); i++) {
            float[][] window = new float[days][width];
            for (int day = 0; day < days; day++) {
                System.arraycopy(values, (i * days + day) * width, window[day], 0, width);
            }
            forecasts[from + i] = window;
        }
    }

    private TrainedWeights run() {
        Path earlier = session.resumeFrom();
        TrainingState state =
                earlier == null ? TrainingState.atStart(layout.start(seeds.start())) : checkpoint.read(earlier);
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor values = Tensors.of(state.weights, state.weights.length);
            AdamW adam = new AdamW(
                    values, state.adamMean, state.adamSquare, layout.decay(settings.weightDecay()), settings.clip());
            ForecastLoss loss = network.loss();
            while (state.epoch() < settings.epochs() && state.epoch() - state.bestEpoch < settings.patience()) {
                state = epoch(state, values, adam, loss);
            }
        }
        return new TrainedWeights(layout.arrays(state.best, ""), state.curve);
    }

    private TrainingState epoch(TrainingState before, Tensor values, AdamW adam, ForecastLoss loss) {
        int epoch = before.epoch() + 1;
        double trainLoss = pass(epoch, before.step, values, adam, loss);
        double valLoss = validate(epoch, values, loss);
        boolean better = before.bestEpoch == 0
                || valLoss < before.curve.get(before.bestEpoch - 1).valLoss();
        List<CurvePoint> curve = new ArrayList<>(before.curve);
        CurvePoint point = new CurvePoint(epoch, trainLoss, valLoss);
        curve.add(point);
        float[] weights = values.toFloats();
        TrainingState after = new TrainingState(
                weights,
                better ? weights : before.best,
                adam.mean.toFloats(),
                adam.square.toFloats(),
                before.step + Batch.batches(perEpoch, settings.batchSize()),
                better ? epoch : before.bestEpoch,
                curve);
        session.epochEnded(point, after.bestEpoch);
        session.checkpoint(epoch, better, file -> checkpoint.write(file, after));
        return after;
    }

    private double pass(int epoch, long stepsBefore, Tensor values, AdamW adam, ForecastLoss loss) {
        int size = settings.batchSize();
        int batches = Batch.batches(perEpoch, size);
        int[] order = seeds.drawn(train.size(), perEpoch, epoch);
        adapt(epoch, values, order);
        double total = 0;
        double days = 0;
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensors.Dropout dropout = Tensors.dropout(settings.dropout(), seeds.dropout(epoch));
            for (int b = 0; b < batches; b++) {
                session.stopIfCancelled();
                int count = Math.min(size, perEpoch - b * size);
                try (Tensors.Scope step = Tensors.scope()) {
                    Batch batch = new Batch(train, order, b * size, count);
                    Tensor leaf = values.leaf();
                    Tensor outputs = network.forward(layout.views(leaf), batch, dropout);
                    Tensor sum = loss.sum(outputs, batch);
                    total += finite(sum.item(), epoch, "training");
                    days += batch.weightSum;
                    sum.mul(1 / Math.max(batch.weightSum, 1)).backward();
                    long number = stepsBefore + b + 1;
                    adam.step(leaf.grad(), number, rate(number, (long) settings.epochs() * batches));
                }
                session.batchEnded(epoch, b + 1, batches, total / Math.max(days, 1));
            }
        }
        return total / Math.max(days, 1);
    }

    private void adapt(int epoch, Tensor values, int[] order) {
        try (Tensors.Scope scope = Tensors.scope();
                Tensors.NoGradient constant = Tensors.withoutGradient()) {
            int count = Math.min(PREDICT_BATCH, order.length);
            network.adapt(epoch, layout.views(values), () -> new Batch(train, order, 0, count));
        }
    }

    private double validate(int epoch, Tensor values, ForecastLoss loss) {
        int[] order = watched;
        double total = 0;
        double days = 0;
        try (Tensors.Scope all = Tensors.scope();
                Tensors.NoGradient constant = Tensors.withoutGradient()) {
            Weights weights = layout.views(values);
            Tensors.Dropout none = Tensors.dropout(0, 0);
            for (int from = 0; from < order.length; from += PREDICT_BATCH) {
                session.stopIfCancelled();
                try (Tensors.Scope scope = Tensors.scope()) {
                    Batch batch = new Batch(validation, order, from, Math.min(PREDICT_BATCH, order.length - from));
                    Tensor outputs = network.forward(weights, batch, none);
                    total += finite(loss.sum(outputs, batch).item(), epoch, "validation");
                    days += batch.weightSum;
                }
            }
        }
        return total / Math.max(days, 1);
    }

    /** Linear warm-up, then half a cosine down to a hundredth (Loshchilov and Hutter, arXiv 1608.03983, equation 5). */
    private double rate(long step, long steps) {
        double warmUp = Math.min(1, (double) step / WARM_UP_STEPS);
        double cosine = (1 + StrictMath.cos(Math.PI * (double) step / (double) steps)) / 2;
        return settings.learningRate() * warmUp * (LOWEST_RATE + (1 - LOWEST_RATE) * cosine);
    }

    private double finite(double lossSum, int epoch, String which) {
        if (!Double.isFinite(lossSum)) {
            throw new ShopTrainingException(
                    ErrorCode.NON_FINITE_METRICS,
                    "the " + which + " loss of epoch " + epoch + " is " + lossSum
                            + "; try a lower learning_rate than " + settings.learningRate()
                            + ", or look for extreme quantities in the data");
        }
        return lossSum;
    }
}
