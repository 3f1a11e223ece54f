package io.shoptraining.zoo;

import java.util.List;

/**
 * The negative binomial distribution of counts, with variance {@code mean + dispersion mean^2}.
 *
 * @param dispersion above 0
 */
record NegativeBinomial(double mean, double dispersion) {
    private static final double ALMOST_NOTHING = 1e-12;
    private static final double EPSILON = 1e-14;
    private static final double TINY = 1e-300;
    private static final int MOST_TERMS = 100_000;

    /** Coefficients of Lanczos' approximation with g = 7, of nine terms; right to 15 digits. */
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private static final double LANCZOS_G = 7;

    /** The probability of at most so many: the regularised incomplete beta function at {@code 1 / (1 + mean dispersion)}. */
    double cumulative(double count) {
        if (count < 0) {
            return 0;
        }
        if (mean < ALMOST_NOTHING) {
            return 1;
        }
        double odds = mean * dispersion;
        return beta(1 / (1 + odds), odds / (1 + odds), 1 / dispersion, Math.floor(count) + 1);
    }

    /**
     * The least counts that have at least these probabilities, found by bisection from where a normal distribution would
     * have them.
     *
     * @param levels rising
     */
    double[] quantiles(List<Double> levels) {
        double[] quantiles = new double[levels.size()];
        double deviation = Math.sqrt(mean + dispersion * mean * mean);
        double step = Math.max(1, Math.floor(deviation / 4));
        double below = Math.max(-1, Math.floor(mean - 4 * deviation));
        if (cumulative(below) >= levels.get(0)) {
            below = -1;
        }
        for (int i = 0; i < quantiles.length; i++) {
            double level = levels.get(i);
            double above = below + step;
            while (cumulative(above) < level) {
                below = above;
                above += step;
            }
            double low = below;
            while (above - low > 1) {
                double middle = Math.floor((low + above) / 2);
                if (cumulative(middle) < level) {
                    low = middle;
                } else {
                    above = middle;
                }
            }
            quantiles[i] = above;
            below = above - 1;
        }
        return quantiles;
    }

    /** The regularised incomplete beta function, by its continued fraction (NIST DLMF 8.17.22). */
    private static double beta(double x, double rest, double a, double b) {
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest));
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(rest, b, a) / b;
    }

    /** Worked out as Lentz proposed. */
    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / awayFromZero(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / awayFromZero(1 + even * d);
            c = awayFromZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / awayFromZero(1 + odd * d);
            c = awayFromZero(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                break;
            }
        }
        return value;
    }

    private static double awayFromZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** The logarithm of the gamma function of a number above 0. */
    static double logGamma(double number) {
        double x = number - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x + i);
        }
        double t = x + LANCZOS_G + 0.5;
        return Math.log(2 * Math.PI) / 2 + (x + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
