package io.shoptraining.forecast;

/**
 * What was forecast of one series, and what came.
 *
 * @param inSample sales before the held-out days; NaN where unknown
 * @param actual sales of the held-out days, all known
 * @param forecast of the same days
 * @param naive the seasonal-naive forecast of the same days
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one measurement
public record HeldOutSeries(double[] inSample, double[] actual, Forecast forecast, double[] naive) {
    public HeldOutSeries {
        if (actual.length != forecast.days() || actual.length != naive.length) {
            throw new IllegalArgumentException(
                    actual.length + " actual days, " + forecast.days() + " forecast, " + naive.length + " naive");
        }
    }

    /** How many days sold no more than a quantile. */
    public int daysBelow(double level) {
        double[] quantiles = forecast.quantiles(level);
        int below = 0;
        for (int day = 0; day < actual.length; day++) {
            below += actual[day] <= quantiles[day] ? 1 : 0;
        }
        return below;
    }
}
