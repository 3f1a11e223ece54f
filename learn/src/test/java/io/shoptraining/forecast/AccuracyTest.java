package io.shoptraining.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.registry.Metrics;
import io.shoptraining.testing.RandomSeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AccuracyTest {
    private static final double EXACT = 1e-9;

    @RandomSeeds
    void everyFigureEqualsItsSlowDefinition(Random random) {
        List<HeldOutSeries> series = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            series.add(random(random));
        }
        Metrics metrics = Accuracy.measure(series.stream());
        double absolute = 0, squared = 0, sales = 0, forecast = 0, naive = 0, percent = 0, loss = 0, days = 0;
        double within80 = 0, within95 = 0;
        for (HeldOutSeries one : series) {
            for (int day = 0; day < one.actual().length; day++) {
                double y = one.actual()[day];
                double f = one.forecast().mean(day);
                absolute += Math.abs(y - f);
                squared += Math.pow(y - f, 2);
                percent += Math.abs(y - f) / y;
                sales += y;
                forecast += f;
                naive += Math.abs(y - one.naive()[day]);
                days++;
                for (int decile = 1; decile <= 9; decile++) {
                    double q = one.forecast().quantile(day, decile / 10.0);
                    loss += (y >= q ? decile / 10.0 * (y - q) : (1 - decile / 10.0) * (q - y)) / 9;
                }
                within80 += y >= one.forecast().quantile(day, 0.1)
                                && y <= one.forecast().quantile(day, 0.9)
                        ? 1
                        : 0;
                within95 += y >= one.forecast().quantile(day, 0.025)
                                && y <= one.forecast().quantile(day, 0.975)
                        ? 1
                        : 0;
            }
        }
        double variance = 0;
        for (HeldOutSeries one : series) {
            for (double y : one.actual()) {
                variance += Math.pow(y - sales / days, 2);
            }
        }
        check(metrics, "mae", absolute / days);
        check(metrics, "mse", squared / days);
        check(metrics, "rmse", Math.sqrt(squared / days));
        check(metrics, "r2", 1 - squared / variance);
        check(metrics, "mape", percent / days);
        check(metrics, "wape", absolute / sales);
        check(metrics, "bias", (forecast - sales) / sales);
        check(metrics, "pinball", loss / days);
        check(metrics, "wql", 2 * loss / sales);
        check(metrics, "coverage_80", within80 / days);
        check(metrics, "coverage_95", within95 / days);
        check(metrics, "seasonal_naive_wape", naive / sales);
        check(metrics, "mase", slowScaled(series, 7, 1));
        check(metrics, "rmsse", slowScaled(series, 1, 2));
        assertThat(metrics.undefined()).isEmpty();
        assertThat(metrics.missingEssential()).isEmpty();
    }

    private static double slowScaled(List<HeldOutSeries> series, int lag, int power) {
        double sum = 0;
        for (HeldOutSeries one : series) {
            double error = 0;
            for (int day = 0; day < one.actual().length; day++) {
                error += Math.pow(Math.abs(one.actual()[day] - one.forecast().mean(day)), power);
            }
            double scale = 0;
            int count = 0;
            boolean sold = false;
            List<Double> since = new ArrayList<>();
            for (double y : one.inSample()) {
                sold |= y > 0;
                if (sold) {
                    since.add(y);
                }
            }
            for (int day = lag; day < since.size(); day++) {
                scale += Math.pow(Math.abs(since.get(day) - since.get(day - lag)), power);
                count++;
            }
            sum += Math.pow(error / one.actual().length / (scale / count), 1.0 / power);
        }
        return sum / series.size();
    }

    @Test
    void aDayWithoutSalesLeavesMapeWithoutValueAndWithAReason() {
        Metrics metrics = Accuracy.measure(Stream.of(series(new double[] {0, 4}, 3)));
        assertThat(metrics.value("mape")).isEmpty();
        assertThat(metrics.undefined()).containsEntry("mape", "a held-out day sold nothing");
        check(metrics, "wape", 1);
    }

    @Test
    void constantAndEmptySalesLeaveFiguresWithoutValueButNeverNaN() {
        Metrics constant = Accuracy.measure(Stream.of(series(new double[] {5, 5, 5}, 4)));
        assertThat(constant.undefined()).containsOnlyKeys("r2");
        Metrics zeros = Accuracy.measure(Stream.of(series(new double[] {0, 0}, 1)));
        assertThat(zeros.undefined()).containsOnlyKeys("r2", "mape", "wape", "bias", "wql", "seasonal_naive_wape");
        assertThat(zeros.missingEssential()).isPresent();
        Metrics nothing = Accuracy.measure(Stream.of());
        assertThat(nothing.values()).isEmpty();
        assertThat(nothing.undefined().values()).containsOnly("no held-out day has known sales");
    }

    @Test
    void aFlatPastLeavesTheScaledErrorsWithoutValue() {
        HeldOutSeries flat = new HeldOutSeries(
                new double[] {0, 0, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6},
                new double[] {3, 4},
                flatForecast(2, 3),
                new double[] {1, 1});
        assertThat(Accuracy.measure(Stream.of(flat)).undefined()).containsOnlyKeys("mase", "rmsse");
    }

    @Test
    void theScaledErrorTakesAnySeasonAndTheSymmetricOneIsAtMostTwo() {
        double[] before = {0, 0, 4, 8, 4, 8, 5};
        double[] actual = {6, 8};
        double[] forecast = {3, 8};
        // |8-4|, |4-8|, |8-4|, |5-8|, and |4-4|, |8-8|, |5-4|
        assertThat(Accuracy.mase(before, actual, forecast, 1)).isCloseTo(1.5 / 3.75, within(EXACT));
        assertThat(Accuracy.mase(before, actual, forecast, 2)).isCloseTo(1.5 / (1.0 / 3), within(EXACT));
        assertThat(Accuracy.smape(actual, forecast)).isCloseTo(2 * 3 / 9.0 / 2, within(EXACT));
        assertThat(Accuracy.smape(new double[] {0, 5}, new double[] {0, 0})).isCloseTo(1, within(EXACT));
        assertThat(Accuracy.smape(new double[0], new double[0])).isNaN();
    }

    @Test
    void aForecastThatIsNotFiniteIsNamedAsSuch() {
        HeldOutSeries broken = series(new double[] {5, 6}, Float.POSITIVE_INFINITY);
        assertThat(Accuracy.measure(Stream.of(broken)).undefined()).containsEntry("mae", "the forecast is not finite");
    }

    private static void check(Metrics metrics, String name, double expected) {
        assertThat(metrics.value(name).orElseThrow())
                .as(name)
                .isCloseTo(expected, within(EXACT * (1 + Math.abs(expected))));
    }

    private static HeldOutSeries series(double[] actual, float forecast) {
        double[] before = {1, 2, 3, 4, 5, 6, 7, 9, 9, 9, 9, 9};
        return new HeldOutSeries(before, actual, flatForecast(actual.length, forecast), new double[actual.length]);
    }

    private static Forecast flatForecast(int days, float level) {
        float[][] rows = new float[days][QuantileLevels.OUTPUTS];
        for (float[] row : rows) {
            Arrays.fill(row, level);
        }
        return Forecast.of(rows, 1, new boolean[days]);
    }

    private static HeldOutSeries random(Random random) {
        int days = 2 + random.nextInt(30);
        double[] actual = random.doubles(days, 0.5, 50).toArray();
        double[] before = random.doubles(10 + random.nextInt(60), 0, 50).toArray();
        Arrays.fill(before, 0, random.nextInt(3), 0);
        float[][] rows = new float[days][QuantileLevels.OUTPUTS];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (random.nextGaussian() * 5 + i * 2);
            }
        }
        return new HeldOutSeries(
                before,
                actual,
                Forecast.of(rows, 2, new boolean[days]),
                random.doubles(days, 0, 50).toArray());
    }
}
