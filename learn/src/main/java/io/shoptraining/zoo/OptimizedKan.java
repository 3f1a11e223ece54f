package io.shoptraining.zoo;

import io.shoptraining.fit.Parameter;
import io.shoptraining.fit.Weights;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The network of {@link Kan} in the efficient form of github.com/Blealtan/efficient-kan: the curves of a layer are summed
 * by one matrix product, no single one is worked out. Before the first epochs the grid of each input moves to where its
 * values lie (arXiv 2404.19756, section 2.2), and the weights to what keeps the curves. The ends of
 * the grid stay, so that no later value lies beyond it. What is known of the days to forecast joins in the head of
 * {@link ForecastNetwork}.
 */
public final class OptimizedKan extends SplineEncoder {
    /** Keeps knots apart where many values are the same. */
    private static final double EVEN_SHARE = 0.02;

    private final int gridUpdates;

    OptimizedKan(TrainingSpec spec, int tokens) {
        super(spec, tokens);
        this.gridUpdates = spec.integer("grid_updates");
    }

    /** The model type {@code optimized_kan}. Loads no native code. */
    public static Learner learner() {
        List<HyperParameter> own = new ArrayList<>(ownSettings());
        own.add(HyperParameter.integer(
                "grid_updates", 0, 1000, 5, "First epochs before which the grid moves to where the inputs lie."));
        ModelType type = new ModelType(
                "optimized_kan",
                "Sums of learned curves on a grid that follows the data, over patches of a week; reads promotions and"
                        + " calendar of the days to forecast.",
                NeuralLearner.settings(own),
                null);
        return new NeuralLearner(type, OptimizedKan::new);
    }

    @Override
    public List<Parameter> parameters() {
        float[] even = Splines.evenKnots(intervals);
        List<Parameter> all = new ArrayList<>(super.parameters());
        for (int i = 0; i < layers(); i++) {
            all.add(Parameter.fixed(
                    name(i) + "grid",
                    (values, random) -> {
                        for (int at = 0; at < values.length; at += even.length) {
                            System.arraycopy(even, 0, values, at, even.length);
                        }
                    },
                    inputs(i),
                    even.length));
        }
        return all;
    }

    @Override
    Tensor layer(Weights weights, int layer, Tensor z) {
        Tensor bases = Splines.bases(z.tanh(), weights.get(name(layer) + "grid"));
        long values = inputs(layer) * Splines.bases(intervals);
        Tensor splines = bases.view(-1, values)
                .linear(weights.get(name(layer) + "spline.weight").view(-1, values));
        return z.silu().linear(weights.get(name(layer) + "base.weight")).add(splines);
    }

    @Override
    public void adapt(int epoch, Weights weights, Supplier<Tensor> tokens) {
        if (epoch > gridUpdates) {
            return;
        }
        Tensor x = flat(tokens.get());
        for (int i = 0; i < layers(); i++) {
            Tensor z = normed(weights, i, x);
            moveGrid(weights.get(name(i) + "grid"), weights.get(name(i) + "spline.weight"), z.tanh());
            x = layer(weights, i, z);
        }
    }

    /**
     * Moves the knots and fits the weights anew, by least squares, to the curves of before: at the values, and at as many
     * points between the ends as there are bases, so that a stretch without values keeps its curve too.
     *
     * @param grid {@code [inputs, knots]}, changed in place
     * @param weight {@code [outputs, inputs, bases]}, changed in place
     * @param values {@code [batch, inputs]}
     */
    static void moveGrid(Tensor grid, Tensor weight, Tensor values) {
        int inputs = (int) grid.size(0);
        int count = (int) grid.size(1);
        float[] sorted = values.transpose(0, 1).sorted(1).toFloats();
        float[] knots = new float[inputs * count];
        float[] points = new float[inputs * (count - Splines.ORDER - 1)];
        for (int i = 0; i < inputs; i++) {
            float[] own = knots(sorted, i * (int) values.size(0), (int) values.size(0), count);
            System.arraycopy(own, 0, knots, i * count, count);
            float[] between = points(own);
            System.arraycopy(between, 0, points, i * between.length, between.length);
        }
        Tensor moved = Tensors.of(knots, inputs, count);
        Tensor places = Tensors.cat(
                List.of(
                        values,
                        Tensors.of(points, inputs, points.length / inputs).transpose(0, 1)),
                0);
        Tensor before = Splines.bases(places, grid).permute(1, 0, 2).matmul(weight.permute(1, 2, 0));
        Tensor fitted = Splines.bases(places, moved).permute(1, 0, 2).leastSquares(before);
        grid.copyInPlace(moved);
        weight.copyInPlace(fitted.permute(2, 0, 1));
    }

    /** Quantiles of the values, drawn a little towards even spacing; even beyond the ends, which stay. */
    private static float[] knots(float[] sorted, int from, int size, int count) {
        float[] knots = Splines.evenKnots(count - 1 - 2 * Splines.ORDER);
        int intervals = count - 1 - 2 * Splines.ORDER;
        for (int j = 1; j < intervals; j++) {
            float quantile = sorted[from + (int) ((size - 1L) * j / intervals)];
            int at = Splines.ORDER + j;
            knots[at] = (float) (EVEN_SHARE * knots[at] + (1 - EVEN_SHARE) * quantile);
        }
        return knots;
    }

    /** Greville's points of the knots within the ends: one for every basis, where that basis is not zero. */
    private static float[] points(float[] knots) {
        float[] points = new float[knots.length - Splines.ORDER - 1];
        for (int i = 0; i < points.length; i++) {
            double sum = 0;
            for (int j = 1; j <= Splines.ORDER; j++) {
                sum += Math.max(-1, Math.min(1, knots[i + j]));
            }
            points[i] = (float) (sum / Splines.ORDER);
        }
        return points;
    }
}
