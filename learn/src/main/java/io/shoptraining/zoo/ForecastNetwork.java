package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.Batch;
import io.shoptraining.fit.ForecastLoss;
import io.shoptraining.fit.Network;
import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The frame of every neural model. The past is cut into patches, each a token (PatchTST, arXiv 2211.14730, section 3.1);
 * an {@link Encoder} sums the tokens up, and what is particular to the store and the product is added. A small network
 * then says, for every day to forecast, how far that day lies from a mix of the simple forecasts of it, given what is
 * known of the day beforehand. Untrained, it forecasts their mean.
 */
final class ForecastNetwork implements Network {
    /** Keeps windows without sales from blowing up what is divided by their mean. */
    private static final double LEVEL_FLOOR = 0.1;

    private static final double FIRST_HEAD_SCALE = 0.1;

    private final Encoder encoder;
    private final Head head;
    private final int lookBack;
    private final int horizon;
    private final Inputs inputs;
    private final int hidden;
    private final int patch;
    private final int tokens;

    ForecastNetwork(TrainingSpec spec, Inputs inputs, Encoder.Builder builder) {
        this.lookBack = spec.lookBack();
        this.horizon = spec.horizon();
        this.inputs = inputs;
        this.head = Head.of(spec);
        this.hidden = spec.integer("hidden_size");
        this.patch = spec.integer("patch_days");
        this.tokens = (lookBack + patch - 1) / patch;
        this.encoder = builder.build(spec, tokens);
    }

    Inputs inputs() {
        return inputs;
    }

    /** Whether windows have the sizes that the network was made for. */
    boolean fits(WindowSet windows) {
        return windows.lookBack() == lookBack
                && windows.horizon() == horizon
                && Inputs.of(windows).equals(inputs);
    }

    @Override
    public List<Parameter> parameters() {
        long patchInputs = (long) patch * (inputs.pastFeatures() + 1);
        long dayInputs = inputs.futureFeatures();
        long outputs = head.start().size();
        List<Parameter> all = new ArrayList<>();
        all.add(Parameter.uniform("patch.weight", Encoder.linearBound(patchInputs), hidden, patchInputs));
        all.add(Parameter.constant("patch.bias", 0, hidden));
        all.addAll(encoder.parameters());
        for (int kind = 0; kind < inputs.idSizes().size(); kind++) {
            all.add(Parameter.constant(
                    "ids." + kind + ".weight", 0, inputs.idSizes().get(kind), hidden));
        }
        all.add(Parameter.uniform("head.summary.weight", Encoder.linearBound(hidden), hidden, hidden));
        all.add(Parameter.uniform("head.day.weight", Encoder.linearBound(dayInputs), hidden, dayInputs));
        all.add(Parameter.constant("head.day.bias", 0, hidden));
        all.add(Parameter.uniform("head.position", 0.02, horizon, hidden));
        all.add(Parameter.uniform("head.out.weight", FIRST_HEAD_SCALE * Encoder.linearBound(hidden), outputs, hidden));
        all.add(Parameter.of(
                "head.out.bias",
                (values, random) -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = head.start().get(i);
                    }
                },
                outputs));
        all.add(Parameter.constant("head.mix", 1.0 / inputs.references(), inputs.references()));
        return all;
    }

    @Override
    public Tensor forward(Weights weights, Batch batch, Tensors.Dropout dropout) {
        Tensor level = level(batch);
        Tensor tokens = embed(weights, batch.past(), level);
        Tensor summary = encoder.encode(weights, dropout.apply(tokens), dropout);
        for (int kind = 0; kind < inputs.idSizes().size(); kind++) {
            Tensor own = weights.get("ids." + kind + ".weight").rows(batch.ids().select(1, kind));
            summary = summary.add(dropout.apply(own));
        }
        Tensor references = batch.future().slice(2, 0, inputs.references());
        Tensor known = batch.future().slice(2, inputs.references(), inputs.futureFeatures() - inputs.references());
        Tensor relative = references.div(level.unsqueeze(2)).asinh();
        Tensor day = Tensors.cat(List.of(known, relative), 2)
                .linear(weights.get("head.day.weight"), weights.get("head.day.bias"));
        Tensor inner = day.add(
                        summary.linear(weights.get("head.summary.weight")).unsqueeze(1))
                .add(weights.get("head.position"))
                .gelu();
        Tensor change = dropout.apply(inner).linear(weights.get("head.out.weight"), weights.get("head.out.bias"));
        Tensor base = references.mul(weights.get("head.mix")).sum(2, true);
        return head.say(base, change, level.unsqueeze(2));
    }

    @Override
    public ForecastLoss loss() {
        return head.loss();
    }

    Head head() {
        return head;
    }

    @Override
    public void adapt(int epoch, Weights weights, Supplier<Batch> sample) {
        encoder.adapt(epoch, weights, () -> {
            Batch batch = sample.get();
            return embed(weights, batch.past(), level(batch));
        });
    }

    /** The mean quantity of each window, kept from zero. */
    private static Tensor level(Batch batch) {
        Tensor quantity = batch.past().select(2, 0);
        return quantity.mean(1, true).clampMin(0).add(LEVEL_FLOOR);
    }

    /** Patches of days as tokens; the quantity also relative to the window's mean, whatever the series' scale. */
    private Tensor embed(Weights weights, Tensor past, Tensor level) {
        Tensor quantity = past.slice(2, 0, 1);
        Tensor relative = quantity.div(level.unsqueeze(2)).asinh();
        List<Tensor> channels = new ArrayList<>(List.of(relative, quantity.asinh()));
        if (inputs.pastFeatures() > 1) {
            channels.add(past.slice(2, 1, inputs.pastFeatures() - 1L));
        }
        Tensor all = Tensors.cat(channels, 2).padFront(1, (long) tokens * patch - lookBack);
        return all.view(-1, tokens, (long) patch * (inputs.pastFeatures() + 1))
                .linear(weights.get("patch.weight"), weights.get("patch.bias"));
    }
}
