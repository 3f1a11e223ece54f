package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.Network;
import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The frame of every neural model. The past is cut into patches, each a token (PatchTST, arXiv 2211.14730, section 3.1);
 * an {@link Encoder} sums the tokens up; a small network then says, for every day to forecast, how far that day lies
 * from a mean of the window, given what is known of the day beforehand. Untrained, it forecasts that mean.
 */
final class ForecastNetwork implements Network {
    private static final int WEEK = 7;
    private static final int MONTH = 28;
    /** Keeps windows without sales from blowing up what is divided by their mean. */
    private static final double LEVEL_FLOOR = 0.1;
    /** Standard normal quantiles of {@link QuantileLevels#ALL}, times a third: a cautious first spread. */
    private static final float[] FIRST_SPREAD = {
        0, -0.65f, -0.43f, -0.28f, -0.17f, -0.08f, 0, 0.08f, 0.17f, 0.28f, 0.43f, 0.65f
    };

    private static final double FIRST_HEAD_SCALE = 0.1;
    private static final int STATISTICS = 3;

    private final Encoder encoder;
    private final int lookBack;
    private final int horizon;
    private final int pastFeatures;
    private final int futureFeatures;
    private final int hidden;
    private final int patch;
    private final int tokens;

    ForecastNetwork(TrainingSpec spec, int pastFeatures, int futureFeatures, Encoder.Builder builder) {
        this.lookBack = spec.lookBack();
        this.horizon = spec.horizon();
        this.pastFeatures = pastFeatures;
        this.futureFeatures = futureFeatures;
        this.hidden = spec.integer("hidden_size");
        this.patch = spec.integer("patch_days");
        this.tokens = (lookBack + patch - 1) / patch;
        this.encoder = builder.build(spec, tokens);
    }

    /** Whether windows have the sizes that the network was made for. */
    boolean fits(WindowSet windows) {
        return windows.lookBack() == lookBack
                && windows.horizon() == horizon
                && windows.pastFeatures() == pastFeatures
                && windows.futureFeatures() == futureFeatures;
    }

    @Override
    public List<Parameter> parameters() {
        long patchInputs = (long) patch * (pastFeatures + 1);
        long dayInputs = (long) futureFeatures + STATISTICS;
        List<Parameter> all = new ArrayList<>();
        all.add(Parameter.uniform("patch.weight", Encoder.linearBound(patchInputs), hidden, patchInputs));
        all.add(Parameter.constant("patch.bias", 0, hidden));
        all.addAll(encoder.parameters());
        all.add(Parameter.uniform("head.summary.weight", Encoder.linearBound(hidden), hidden, hidden));
        all.add(Parameter.uniform("head.day.weight", Encoder.linearBound(dayInputs), hidden, dayInputs));
        all.add(Parameter.constant("head.day.bias", 0, hidden));
        all.add(Parameter.uniform("head.position", 0.02, horizon, hidden));
        all.add(Parameter.uniform(
                "head.out.weight", FIRST_HEAD_SCALE * Encoder.linearBound(hidden), QuantileLevels.OUTPUTS, hidden));
        all.add(Parameter.of(
                "head.out.bias",
                (values, random) -> System.arraycopy(FIRST_SPREAD, 0, values, 0, values.length),
                QuantileLevels.OUTPUTS));
        all.add(Parameter.of(
                "head.mix",
                (values, random) -> {
                    values[0] = 0.4f;
                    values[1] = 0.4f;
                    values[2] = 0.2f;
                },
                STATISTICS));
        return all;
    }

    @Override
    public Tensor forward(Weights weights, Tensor past, Tensor future, Tensors.Dropout dropout) {
        Tensor quantity = past.select(2, 0);
        Tensor mean = quantity.mean(1, true);
        Tensor level = mean.clampMin(0).add(LEVEL_FLOOR);
        Tensor statistics = statistics(quantity, mean);
        Tensor tokens = embed(weights, past, level);
        Tensor summary = encoder.encode(weights, dropout.apply(tokens), dropout);
        Tensor relative = statistics.div(level.unsqueeze(2));
        Tensor day = Tensors.cat(List.of(future, relative), 2)
                .linear(weights.get("head.day.weight"), weights.get("head.day.bias"));
        Tensor inner = day.add(
                        summary.linear(weights.get("head.summary.weight")).unsqueeze(1))
                .add(weights.get("head.position"))
                .gelu();
        Tensor change = dropout.apply(inner).linear(weights.get("head.out.weight"), weights.get("head.out.bias"));
        Tensor base = statistics.mul(weights.get("head.mix")).sum(2, true);
        return base.add(change.mul(level.unsqueeze(2)));
    }

    /** Patches of days as tokens; the quantity also relative to the window's mean, whatever the series' scale. */
    private Tensor embed(Weights weights, Tensor past, Tensor level) {
        Tensor quantity = past.slice(2, 0, 1);
        Tensor relative = quantity.div(level.unsqueeze(2)).asinh();
        List<Tensor> channels = new ArrayList<>(List.of(relative, quantity.asinh()));
        if (pastFeatures > 1) {
            channels.add(past.slice(2, 1, pastFeatures - 1L));
        }
        Tensor all = Tensors.cat(channels, 2).padFront(1, (long) tokens * patch - lookBack);
        return all.view(-1, tokens, (long) patch * (pastFeatures + 1))
                .linear(weights.get("patch.weight"), weights.get("patch.bias"));
    }

    /** {@code [batch, horizon, 3]}: the mean, the mean of the same weekday, and the mean of the last four weeks. */
    private Tensor statistics(Tensor quantity, Tensor mean) {
        int recentDays = Math.min(MONTH, lookBack);
        Tensor recent = quantity.slice(1, lookBack - recentDays, recentDays).mean(1, true);
        int weeks = lookBack / WEEK;
        Tensor weekday = mean.expand(-1, horizon);
        long days = (long) weeks * WEEK;
        if (weeks > 0) {
            Tensor week = quantity.slice(1, lookBack - days, days)
                    .view(-1, weeks, WEEK)
                    .mean(1, false);
            Tensor repeated = Tensors.cat(Collections.nCopies((horizon + WEEK - 1) / WEEK, week), 1);
            weekday = repeated.slice(1, 0, horizon);
        }
        return Tensors.stack(List.of(mean.expand(-1, horizon), weekday, recent.expand(-1, horizon)), 2);
    }
}
