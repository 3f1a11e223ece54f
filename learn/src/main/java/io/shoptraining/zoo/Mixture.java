package io.shoptraining.zoo;

import io.shoptraining.forecast.QuantileLevels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the forecasts of some models are put together, output by output.
 *
 * @param weights by output, by model; those of an output add up to 1
 */
record Mixture(List<List<Double>> weights) {
    private static final double ROUNDING = 1e-6;

    Mixture {
        weights = weights.stream().map(List::copyOf).toList();
        boolean plausible = weights.size() == QuantileLevels.OUTPUTS;
        for (List<Double> shares : weights) {
            plausible &= shares.size() == weights.get(0).size()
                    && shares.stream().allMatch(share -> share >= 0)
                    && Math.abs(shares.stream().mapToDouble(share -> share).sum() - 1) < ROUNDING;
        }
        if (!plausible) {
            throw new IllegalArgumentException("weights is " + weights);
        }
    }

    /** One model alone. */
    static Mixture single(int model, int models) {
        return same(IntStream.range(0, models)
                .mapToObj(one -> one == model ? 1.0 : 0.0)
                .toList());
    }

    /** All models alike. */
    static Mixture even(int models) {
        return same(IntStream.range(0, models).mapToObj(one -> 1.0 / models).toList());
    }

    private static Mixture same(List<Double> shares) {
        return new Mixture(IntStream.range(0, QuantileLevels.OUTPUTS)
                .mapToObj(output -> shares)
                .toList());
    }

    /** What does best on days that none of the models has learned from. */
    static Mixture best(Exam.Part exam) {
        return new Mixture(IntStream.range(0, QuantileLevels.OUTPUTS)
                .mapToObj(output -> best(exam, output))
                .toList());
    }

    private static List<Double> best(Exam.Part exam, int output) {
        float[][] said = exam.said(output);
        double[] units = units(exam, output, said);
        double[] weights = ForwardSelection.weights(said, forecast -> relative(exam.losses(output, forecast), units));
        return Arrays.stream(weights).boxed().toList();
    }

    /** The lowest losses that a single model has. */
    private static double[] units(Exam.Part exam, int output, float[][] said) {
        double[] lowest = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        for (float[] forecast : said) {
            double[] losses = exam.losses(output, forecast);
            for (int view = 0; view < losses.length; view++) {
                lowest[view] = Math.min(lowest[view], losses[view]);
            }
        }
        return lowest;
    }

    private static double relative(double[] losses, double[] units) {
        double sum = 0;
        for (int view = 0; view < losses.length; view++) {
            sum += units[view] == 0 ? losses[view] : losses[view] / units[view];
        }
        return sum;
    }

    /** How much worse another mixture is than this one, over all outputs: 0.01 for one hundredth. */
    double excess(Mixture other, Exam.Part exam) {
        double mine = 0;
        double its = 0;
        for (int output = 0; output < QuantileLevels.OUTPUTS; output++) {
            float[][] said = exam.said(output);
            double[] units = units(exam, output, said);
            mine += relative(exam.losses(output, mix(output, said)), units);
            its += relative(exam.losses(output, other.mix(output, said)), units);
        }
        return mine == 0 ? its : its / mine - 1;
    }

    /** One output of the mixture, from what the models say for it. */
    float[] mix(int output, float[][] said) {
        float[] mixed = new float[said[0].length];
        for (int model = 0; model < said.length; model++) {
            float share = weights.get(output).get(model).floatValue();
            for (int day = 0; share > 0 && day < mixed.length; day++) {
                mixed[day] += share * said[model][day];
            }
        }
        return mixed;
    }

    /** The mean share of a model. */
    double share(int model) {
        return weights.stream()
                .mapToDouble(shares -> shares.get(model))
                .average()
                .orElse(0);
    }

    double weight(int output, int model) {
        return weights.get(output).get(model);
    }

    int models() {
        return weights.get(0).size();
    }
}
