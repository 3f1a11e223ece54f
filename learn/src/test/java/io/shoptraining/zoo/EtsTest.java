package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Beside the contract, against statsmodels 0.15: for each kind
 *
 * <pre>
 * model = ETSModel(y, error='add', trend='add' or None, damped_trend=True, seasonal='add' or None, seasonal_periods=7,
 *     initialization_method='known', initial_level=..., initial_trend=..., initial_seasonal=...)
 * fit = model.fit(maxiter=5000); fit.params, fit.sse; fit.forecast(14)
 * fit.get_prediction(start=len(y), end=len(y) + 13).forecast_variance ** 0.5
 * </pre>
 *
 * where y is {@link ReferenceSeries} and the first states are those of the first 56 days: the mean or np.polyfit(t, y, 1)
 * of y less its weekday means.
 */
class EtsTest extends StatisticalContract {
    @Override
    Learner learner() {
        return Ets.learner();
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 0.13310564124440394, 0, 1, 0, 1985.2698612662205, 38.103175, 38.103175, 3.302738, 3.663393",
        "false, true, 0.2553329205742488, 0, 1, 7.446670794257513e-05, 380.802072637955, 35.771038, 41.863167,"
                + " 1.446485, 1.966141",
        "true, false, 0.02205811819956326, 0.022055912387743303, 0.9075863873963076, 0, 1868.492259363301, 37.613015,"
                + " 38.626222, 3.204129, 3.531173",
        "true, true, 0.0835236667061599, 0.08351531433948929, 0.8, 9.164763332938403e-05, 350.4147574109286, 35.880131,"
                + " 42.364791, 1.387572, 2.154146"
    })
    void withTheSpeedsOfStatsmodelsItSaysTheSame(
            boolean trended,
            boolean seasonal,
            double level,
            double trend,
            double damping,
            double season,
            double squares,
            double firstDay,
            double lastDay,
            double firstDeviation,
            double lastDeviation) {
        double[] days = ReferenceSeries.days();
        Smoothing.Speeds speeds = new Smoothing.Speeds(level, trend, damping, season);
        Smoothing end = Smoothing.start(days, trended, seasonal).after(days, speeds);
        assertThat(end.squares()).isCloseTo(squares, within(1e-6 * squares));
        assertThat(end.mean(speeds, 14)[0]).isCloseTo(firstDay, within(1e-6));
        assertThat(end.mean(speeds, 14)[13]).isCloseTo(lastDay, within(1e-6));
        assertThat(end.deviation(speeds, 14)[0]).isCloseTo(firstDeviation, within(1e-6));
        assertThat(end.deviation(speeds, 14)[13]).isCloseTo(lastDeviation, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 1985.2698612662205, 441.0244588263508",
        "false, true, 380.802072637955, 155.65224638688466",
        "true, false, 1868.492259363301, 436.3362362833392",
        "true, true, 350.4147574109286, 147.39682990018622"
    })
    void itFindsSpeedsAsGoodAsThoseOfStatsmodels(boolean trended, boolean seasonal, double squares, double aicc) {
        Ets.Fit fit = Ets.Fit.of(ReferenceSeries.days(), trended, seasonal);
        assertThat(fit.end().squares()).isLessThan(squares * 1.0001);
        assertThat(fit.aicc()).isLessThan(aicc + 0.02);
    }

    @Test
    void theKindWithTheLowestCriterionForecasts() {
        double[] days = ReferenceSeries.days();
        assertThat(Ets.Fit.best(days).orElseThrow().aicc())
                .isEqualTo(Ets.Fit.of(days, true, true).aicc());
    }

    @RandomSeeds(count = 20)
    void aWeeklyPatternWithGapsIsFoundExactly(Random random) {
        double[] pattern = random.doubles(7, 5, 15).toArray();
        double[] days = new double[200];
        for (int day = 0; day < days.length; day++) {
            days[day] = day > 7 && random.nextInt(4) == 0 ? Double.NaN : pattern[day % 7];
        }
        double[] mean = best(days);
        for (int day = 0; day < mean.length; day++) {
            assertThat(mean[day]).isCloseTo(pattern[(days.length + day) % 7], within(1e-6));
        }
    }

    @RandomSeeds(count = 20)
    void moreSalesADayLiftTheForecastByAsMuch(Random random) {
        double[] days = new double[200];
        for (int day = 0; day < days.length; day++) {
            days[day] = 10 + random.nextInt(10) + (day % 7) * random.nextDouble();
        }
        double[] lifted = Arrays.stream(days).map(day -> day + 7).toArray();
        double[] mean = best(days);
        double[] more = best(lifted);
        for (int day = 0; day < mean.length; day++) {
            assertThat(more[day]).isCloseTo(mean[day] + 7, within(0.01));
        }
    }

    @Test
    void oneKnownDayIsForecastAgainAndNoneIsNotFitted() {
        assertThat(best(new double[] {4})).containsOnly(4);
        assertThat(Ets.Fit.best(new double[] {})).isEmpty();
        assertThat(Ets.Fit.best(new double[] {4})
                        .orElseThrow()
                        .forecast(new double[0], 2)
                        .spread())
                .containsOnly(Double.NaN);
    }

    private static double[] best(double[] days) {
        return Ets.Fit.best(days).orElseThrow().forecast(new double[0], 14).mean();
    }
}
