package io.shoptraining.zoo;

import io.shoptraining.fit.ForecastLoss;
import io.shoptraining.fit.NegativeBinomialLoss;
import io.shoptraining.fit.QuantileLoss;
import io.shoptraining.fit.TweedieLoss;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import java.util.List;
import java.util.Objects;

/** What a network says of a day, and the loss by which it learns to. */
interface Head {
    /** Standard normal quantiles of {@link QuantileLevels#ALL}, times a third, after the mean: a cautious first spread. */
    List<Float> FIRST_SPREAD =
            List.of(0f, -0.65f, -0.43f, -0.28f, -0.17f, -0.08f, 0f, 0.08f, 0.17f, 0.28f, 0.43f, 0.65f);

    /** The outputs of a network that has learned nothing. */
    List<Float> start();

    /**
     * Turns what the network worked out into what its loss reads.
     *
     * @param base {@code [batch, horizon, 1]}, a first forecast
     * @param change {@code [batch, horizon, outputs]}, how far the day lies from it, in levels
     * @param level {@code [batch, 1, 1]}, the size of the window
     */
    Tensor say(Tensor base, Tensor change, Tensor level);

    ForecastLoss loss();

    /**
     * The mean and the quantiles of a day, in the scale of its window; quantiles may cross.
     *
     * @param said what {@link #say} gave
     * @param scale what the sales of the window were divided by
     */
    float[] day(float[] said, double scale);

    /** The settings of every network that choose its head. */
    static List<HyperParameter> settings() {
        return List.of(
                HyperParameter.choice(
                        "head",
                        List.of("quantile", "negative_binomial", "tweedie"),
                        "quantile",
                        "What the network says of a day: mean and quantiles, a negative binomial distribution of counts, or"
                                + " quantiles and a mean that is learned by Tweedie deviance."),
                HyperParameter.real("tweedie_power", 1.1, 1.9, 1.5, "Variance power of the head tweedie."));
    }

    /** The head that was asked for; models of before there was a choice have quantiles. */
    static Head of(TrainingSpec spec) {
        Object name = Objects.requireNonNullElse(spec.hyperparameters().get("head"), "quantile");
        return switch (name.toString()) {
            case "negative_binomial" -> new Counts();
            case "tweedie" -> new Tweedie(spec.real("tweedie_power"));
            default -> new Quantiles();
        };
    }

    /** A mean that is positive, and nearly {@code base + change} where that is well above 0. */
    private static Tensor positive(Tensor base, Tensor change, Tensor level) {
        double sharpness = 4;
        Tensor relative = base.div(level).add(change);
        return relative.mul(sharpness).softplus().mul(1 / sharpness).mul(level);
    }

    /** Mean and quantiles, each by itself. */
    record Quantiles() implements Head {
        @Override
        public List<Float> start() {
            return FIRST_SPREAD;
        }

        @Override
        public Tensor say(Tensor base, Tensor change, Tensor level) {
            return base.add(change.mul(level));
        }

        @Override
        public ForecastLoss loss() {
            return new QuantileLoss();
        }

        @Override
        public float[] day(float[] said, double scale) {
            return said;
        }
    }

    /** As {@link Quantiles}, with a positive mean and another loss of it. */
    record Tweedie(double power) implements Head {
        @Override
        public List<Float> start() {
            return FIRST_SPREAD;
        }

        @Override
        public Tensor say(Tensor base, Tensor change, Tensor level) {
            Tensor mean = positive(base, change.slice(2, 0, 1), level);
            Tensor quantiles =
                    base.add(change.slice(2, 1, QuantileLevels.ALL.size()).mul(level));
            return Tensors.cat(List.of(mean, quantiles), 2);
        }

        @Override
        public ForecastLoss loss() {
            return new TweedieLoss(power);
        }

        @Override
        public float[] day(float[] said, double scale) {
            return said;
        }
    }

    /** Mean and dispersion of a {@link NegativeBinomial}. */
    record Counts() implements Head {
        /** Keeps away from a Poisson distribution, which is that of no dispersion. */
        private static final double LEAST_DISPERSION = 1e-4;

        /** A dispersion of a fifth, which is the softplus of this. */
        private static final float FIRST_DISPERSION = -1.5f;

        @Override
        public List<Float> start() {
            return List.of(0f, FIRST_DISPERSION);
        }

        @Override
        public Tensor say(Tensor base, Tensor change, Tensor level) {
            Tensor dispersion = change.slice(2, 1, 1).softplus().add(LEAST_DISPERSION);
            return Tensors.cat(List.of(positive(base, change.slice(2, 0, 1), level), dispersion), 2);
        }

        @Override
        public ForecastLoss loss() {
            return new NegativeBinomialLoss();
        }

        @Override
        public float[] day(float[] said, double scale) {
            float[] day = new float[QuantileLevels.OUTPUTS];
            day[0] = said[0];
            double[] quantiles = new NegativeBinomial(said[0] * scale, said[1]).quantiles(QuantileLevels.ALL);
            for (int level = 0; level < quantiles.length; level++) {
                day[1 + level] = (float) (quantiles[level] / scale);
            }
            return day;
        }
    }
}
