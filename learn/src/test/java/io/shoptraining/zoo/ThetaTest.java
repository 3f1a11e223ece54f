package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Beside the contract, against the method as the papers tell it, by two lines and without states:
 *
 * <pre>
 * index = seasonal_decompose(y, model='multiplicative', period=7).seasonal     # statsmodels 0.15
 * x = y / index; t = np.arange(len(x)); slope, intercept = np.polyfit(t, x, 1); line = intercept + slope * t
 * def smoothed(alpha, level):                                                  # simple smoothing of the line of theta 2
 *     said = []
 *     for value in 2 * x - line: said.append(level); level += alpha * (value - level)
 *     return np.array(said), level
 * best = scipy.optimize.minimize(lambda p: ((x - (line + smoothed(*p)[0]) / 2) ** 2).sum(), ..., method='L-BFGS-B')
 * t = np.arange(len(x), len(x) + 14); ((intercept + slope * t + smoothed(*best.x)[1]) / 2 * index[t % 7])
 * </pre>
 *
 * where y is {@link ReferenceSeries}.
 */
class ThetaTest extends StatisticalContract {
    private static final int DAYS = 14;

    @Override
    Learner learner() {
        return Theta.learner();
    }

    @Test
    void withWeekdaysItSaysTheSameAsTwoLines() {
        double[] mean = Theta.forecast(ReferenceSeries.days(), DAYS).mean();
        double[] first = {
            35.38933793061499,
            35.40608257918906,
            35.74208395550886,
            35.48870917431614,
            35.557333966617364,
            43.48346410953577,
            43.31251206169624
        };
        assertThat(Arrays.copyOf(mean, first.length)).containsExactly(first, within(0.001));
        assertThat(mean[DAYS - 1]).isCloseTo(43.67992034649494, within(0.001));
    }

    @Test
    void inLessThanFourWeeksItLooksForNoWeekdays() {
        double[] mean =
                Theta.forecast(Arrays.copyOf(ReferenceSeries.days(), 27), DAYS).mean();
        assertThat(mean[0]).isCloseTo(24.77986540529568, within(0.001));
        assertThat(mean[DAYS - 1]).isCloseTo(25.43914169006701, within(0.001));
    }

    @RandomSeeds(count = 20)
    void aWeeklyPatternWithGapsIsFoundExactly(Random random) {
        double[] pattern = random.doubles(7, 5, 15).toArray();
        double[] days = new double[200];
        for (int day = 0; day < days.length; day++) {
            days[day] = day > 7 && random.nextInt(4) == 0 ? Double.NaN : pattern[day % 7];
        }
        double[] mean = Theta.forecast(days, DAYS).mean();
        for (int day = 0; day < DAYS; day++) {
            assertThat(mean[day]).isCloseTo(pattern[(days.length + day) % 7], within(1e-6));
        }
    }

    @RandomSeeds(count = 20)
    void withoutWeekdaysMoreSalesADayLiftTheForecastByAsMuch(Random random) {
        double[] days = random.doubles(27, 0, 20).toArray();
        double[] lifted = Arrays.stream(days).map(day -> day + 7).toArray();
        double[] mean = Theta.forecast(days, DAYS).mean();
        double[] more = Theta.forecast(lifted, DAYS).mean();
        for (int day = 0; day < DAYS; day++) {
            assertThat(more[day]).isCloseTo(mean[day] + 7, within(0.01));
        }
    }

    @Test
    void aWeekdayThatSellsNothingIsForecastAsNothing() {
        double[] days = new double[140];
        for (int day = 0; day < days.length; day++) {
            days[day] = day % 7 == 6 ? 0 : 10 + day % 3;
        }
        double[] mean = Theta.forecast(days, DAYS).mean();
        assertThat(mean[6]).isCloseTo(0, within(0.2));
        assertThat(mean[5]).isCloseTo(11, within(0.5));
    }

    @Test
    void aWeekdayThatIsNeverOpenDoesNotDisturbTheOthers() {
        double[] days = new double[140];
        for (int day = 0; day < days.length; day++) {
            days[day] = day % 7 == 6 ? Double.NaN : day % 7 == 5 ? 20 : 10;
        }
        double[] mean = Theta.forecast(days, DAYS).mean();
        assertThat(mean[0]).isCloseTo(10, within(1e-6));
        assertThat(mean[5]).isCloseTo(20, within(1e-6));
        assertThat(mean[6]).isFinite();
    }
}
