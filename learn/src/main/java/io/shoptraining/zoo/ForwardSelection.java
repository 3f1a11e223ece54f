package io.shoptraining.zoo;

import java.util.function.ToDoubleFunction;

/**
 * Finds the mean of some forecasts that is best on days which none of them has learned from: begins with the best one,
 * then adds again and again the one that helps most, the same one several times if it does, until none helps. Few steps
 * keep it from learning the days by heart (Caruana, Niculescu-Mizil, Crew and Ksikes 2004, "Ensemble selection from
 * libraries of models", ICML, section 2.1).
 */
final class ForwardSelection {
    private static final int MOST_STEPS = 20;

    /** An improvement by less than this share is none. */
    private static final double LEAST_GAIN = 1e-4;

    private ForwardSelection() {}

    /**
     * Chooses weights.
     *
     * @param said by member, what it says of every day
     * @param loss of what is said of every day; the lower the better
     * @return by member, its share in the mean; they add up to 1
     */
    static double[] weights(float[][] said, ToDoubleFunction<float[]> loss) {
        int days = said[0].length;
        int[] times = new int[said.length];
        float[] sum = new float[days];
        float[] mean = new float[days];
        double best = Double.POSITIVE_INFINITY;
        int steps = 0;
        while (steps < MOST_STEPS) {
            int helps = -1;
            double lowest = best * (1 - LEAST_GAIN);
            for (int member = 0; member < said.length; member++) {
                for (int day = 0; day < days; day++) {
                    mean[day] = (sum[day] + said[member][day]) / (steps + 1);
                }
                double now = loss.applyAsDouble(mean);
                if (now < lowest) {
                    lowest = now;
                    helps = member;
                }
            }
            if (helps < 0) {
                break;
            }
            for (int day = 0; day < days; day++) {
                sum[day] += said[helps][day];
            }
            times[helps]++;
            steps++;
            best = lowest;
        }
        double[] weights = new double[said.length];
        for (int member = 0; member < said.length; member++) {
            weights[member] = steps == 0 ? 1.0 / said.length : (double) times[member] / steps;
        }
        return weights;
    }
}
