package io.shoptraining.zoo;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import java.util.Arrays;

/** Says the days of a window straight from the days before them. Used from one thread. */
interface Rule {
    Outlook forecast(WindowSet windows, int window);

    /** What the sales of the window's history are filled up with: their mean stands in where no day of them is known. */
    static double typical(WindowSet windows, int window) {
        WindowBatch batch = windows.read(window);
        double sum = 0;
        for (int day = 0; day < windows.lookBack(); day++) {
            sum += batch.past()[day * windows.pastFeatures()];
        }
        return sum / windows.lookBack();
    }

    /** The days before {@code end}, at most so many, from the first known one on; NaN in the gaps between. */
    static double[] lastDays(float[] history, int end, int most) {
        int from = Math.max(0, end - most);
        while (from < end && Float.isNaN(history[from])) {
            from++;
        }
        double[] days = new double[end - from];
        for (int i = 0; i < days.length; i++) {
            days[i] = history[from + i];
        }
        return days;
    }

    /**
     * What a rule says, in the windows' scale.
     *
     * @param mean by day, the sales to expect
     * @param spread by day, how large an error is to be expected: an error divided by it is like those of other windows.
     *     NaN where the history is too short to tell
     */
    @SuppressWarnings("ArrayRecordComponent") // lives for one window, compared by nobody
    record Outlook(double[] mean, double[] spread) {
        /** Errors that are alike in the windows' scale. */
        static Outlook plain(double... mean) {
            double[] ones = new double[mean.length];
            Arrays.fill(ones, 1);
            return new Outlook(mean, ones);
        }

        /** The same on all days, with a spread that is not known. */
        static Outlook unsure(double mean, int days) {
            double[] means = new double[days];
            double[] unknown = new double[days];
            Arrays.fill(means, mean);
            Arrays.fill(unknown, Double.NaN);
            return new Outlook(means, unknown);
        }
    }
}
