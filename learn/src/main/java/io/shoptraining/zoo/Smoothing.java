package io.shoptraining.zoo;

/**
 * One series in exponential smoothing with additive errors, in innovations form (Hyndman, Koehler, Ord and Snyder 2008,
 * Forecasting with Exponential Smoothing, section 2.5): a level, a trend that dies away, seven weekdays. What a kind does
 * not have is zero. A day that is not known changes nothing; time goes on.
 */
final class Smoothing {
    static final int WEEK = 7;

    /** Days at the start from which the first level, trend and weekdays are taken. */
    private static final int FIRST_DAYS = 56;

    private double level;
    private double trend;
    private final double[] season = new double[WEEK];
    private int weekday;
    private int known;
    private double squares;

    private Smoothing() {}

    /**
     * How fast the states follow the errors.
     *
     * @param trend 0 without a trend, as is then the trend itself
     * @param damping what is left of the trend a day later
     */
    record Speeds(double level, double trend, double damping, double season) {}

    /**
     * The states before the first day, from the first eight weeks (as in section 2.6.1 of the book, which takes less of
     * both): weekdays are the means of each, balanced; level and trend are the line through what is left.
     */
    static Smoothing start(double[] days, boolean trended, boolean seasonal) {
        Smoothing start = new Smoothing();
        int first = Math.min(FIRST_DAYS, days.length);
        if (seasonal) {
            start.balance(days, first);
        }
        double sumTime = 0;
        double sum = 0;
        int count = 0;
        for (int day = 0; day < first; day++) {
            if (!Double.isNaN(days[day])) {
                sumTime += day;
                sum += days[day] - start.season[day % WEEK];
                count++;
            }
        }
        double meanTime = sumTime / count;
        start.level = sum / count;
        if (trended) {
            double across = 0;
            double along = 0;
            for (int day = 0; day < first; day++) {
                if (!Double.isNaN(days[day])) {
                    across += (day - meanTime) * (days[day] - start.season[day % WEEK]);
                    along += (day - meanTime) * (day - meanTime);
                }
            }
            start.trend = along == 0 ? 0 : across / along;
            start.level -= start.trend * (meanTime + 1);
        }
        return start;
    }

    private void balance(double[] days, int first) {
        double[] sum = new double[WEEK];
        int[] count = new int[WEEK];
        for (int day = 0; day < first; day++) {
            if (!Double.isNaN(days[day])) {
                sum[day % WEEK] += days[day];
                count[day % WEEK]++;
            }
        }
        double total = 0;
        int seen = 0;
        for (int i = 0; i < WEEK; i++) {
            if (count[i] > 0) {
                season[i] = sum[i] / count[i];
                total += season[i];
                seen++;
            }
        }
        for (int i = 0; i < WEEK; i++) {
            season[i] = count[i] > 0 ? season[i] - total / seen : 0;
        }
    }

    /** The states after the last day. */
    Smoothing after(double[] days, Speeds speeds) {
        Smoothing end = new Smoothing();
        double[] pattern = end.season;
        System.arraycopy(season, 0, pattern, 0, WEEK);
        double nowLevel = level;
        double nowTrend = trend;
        int at = weekday;
        int seen = 0;
        double sum = 0;
        for (double day : days) {
            nowTrend *= speeds.damping;
            nowLevel += nowTrend;
            if (!Double.isNaN(day)) {
                double error = day - nowLevel - pattern[at];
                nowLevel += speeds.level * error;
                nowTrend += speeds.trend * error;
                pattern[at] += speeds.season * error;
                sum += error * error;
                seen++;
            }
            at = at == WEEK - 1 ? 0 : at + 1;
        }
        end.level = nowLevel;
        end.trend = nowTrend;
        end.weekday = at;
        end.known = known + seen;
        end.squares = squares + sum;
        return end;
    }

    /** How many days were known so far. */
    int known() {
        return known;
    }

    /** Sum of the squared errors of one day ahead so far. */
    double squares() {
        return squares;
    }

    /** The days to come. */
    double[] mean(Speeds speeds, int days) {
        double[] mean = new double[days];
        double nowLevel = level;
        double nowTrend = trend;
        for (int day = 0; day < days; day++) {
            nowTrend *= speeds.damping;
            nowLevel += nowTrend;
            mean[day] = nowLevel + season[(weekday + day) % WEEK];
        }
        return mean;
    }

    /** Standard deviations of the errors of the days to come (table 6.1 of the book, class 1). */
    double[] deviation(Speeds speeds, int days) {
        double[] deviation = new double[days];
        double variance = squares / known;
        double sum = 1;
        double damped = 0;
        double power = 1;
        for (int day = 0; day < days; day++) {
            deviation[day] = Math.sqrt(variance * sum);
            power *= speeds.damping;
            damped += power;
            int ahead = day + 1;
            double weight = speeds.level + speeds.trend * damped + (ahead % WEEK == 0 ? speeds.season : 0);
            sum += weight * weight;
        }
        return deviation;
    }
}
