package io.shoptraining.zoo;

import io.shoptraining.fit.Weights;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;

/**
 * A Kolmogorov-Arnold network as its paper has it (Liu et al. 2024, arXiv 2404.19756): on an even grid that stays, with
 * the value of every single curve worked out before they are summed. Curves are kept small by the optimizer's weight
 * decay, not by the penalties of the paper's section 2.5. What is known of the days to forecast joins in the head of
 * {@link ForecastNetwork}.
 */
public final class Kan extends SplineEncoder {
    private final float[] knots;

    Kan(TrainingSpec spec, int tokens) {
        super(spec, tokens);
        this.knots = Splines.evenKnots(intervals);
    }

    /** The model type {@code kan}. Loads no native code. */
    public static Learner learner() {
        ModelType type = new ModelType(
                "kan",
                "Sums of learned curves over patches of a week; reads promotions and calendar of the days to forecast.",
                NeuralLearner.settings(ownSettings()),
                null);
        return new NeuralLearner(type, Kan::new);
    }

    @Override
    Tensor layer(Weights weights, int layer, Tensor z) {
        Tensor bases = Splines.bases(z.tanh(), Tensors.of(knots, knots.length));
        Tensor splines = bases.permute(1, 0, 2)
                .matmul(weights.get(name(layer) + "spline.weight").permute(1, 2, 0));
        Tensor base = weights.get(name(layer) + "base.weight").transpose(0, 1).unsqueeze(1);
        return z.silu().transpose(0, 1).unsqueeze(2).mul(base).add(splines).sum(0, false);
    }
}
