package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TsbTest extends StatisticalContract {
    @Override
    Learner learner() {
        return Tsb.learner();
    }

    /** It knows of no weekdays: what it can say is the level. */
    @Override
    @Test
    void learnsAWeeklyPatternBetterThanTheMeanOfTheWindow() {
        saysTheLevelOfTheWeeklySeries();
    }

    /** With the states written out as weighted sums. */
    @RandomSeeds(count = 10)
    void chanceAndSizeAreThoseOfTheBestSpeedsOfTheGrid(Random random) {
        double[] days = new double[100 + random.nextInt(200)];
        for (int day = 0; day < days.length; day++) {
            days[day] = random.nextInt(4) == 0 ? 1 + random.nextInt(9) : 0;
        }
        double least = Double.POSITIVE_INFINITY;
        double expected = 0;
        for (double chanceSpeed : new double[] {0.01, 0.02, 0.05, 0.1, 0.2, 0.3}) {
            for (double sizeSpeed : new double[] {0.01, 0.02, 0.05, 0.1, 0.2, 0.3}) {
                double squares = 0;
                for (int day = 0; day < days.length; day++) {
                    squares += Math.pow(days[day] - slow(days, day, chanceSpeed, sizeSpeed), 2);
                }
                if (squares < least - 1e-9) {
                    least = squares;
                    expected = slow(days, days.length, chanceSpeed, sizeSpeed);
                }
            }
        }
        Tsb.Demand demand = Tsb.Demand.of(days);
        assertThat(demand.chance() * demand.size()).isCloseTo(expected, within(1e-9));
    }

    private static double slow(double[] days, int until, double chanceSpeed, double sizeSpeed) {
        double[] sold = Arrays.stream(days).map(day -> day > 0 ? 1 : 0).toArray();
        double[] sizes = Arrays.stream(days, 0, until).filter(day -> day > 0).toArray();
        double firstChance = Arrays.stream(sold, 0, 91).average().orElseThrow();
        double firstSize =
                Arrays.stream(days, 0, 91).filter(day -> day > 0).average().orElseThrow();
        return weighted(Arrays.copyOf(sold, until), firstChance, chanceSpeed) * weighted(sizes, firstSize, sizeSpeed);
    }

    private static double weighted(double[] values, double first, double speed) {
        double sum = Math.pow(1 - speed, values.length) * first;
        for (int i = 0; i < values.length; i++) {
            sum += speed * Math.pow(1 - speed, values.length - 1 - i) * values[i];
        }
        return sum;
    }

    @Test
    void aProductThatDiesIsForecastAsNextToNothing() {
        double[] days = new double[500];
        for (int day = 0; day < 250; day += 2) {
            days[day] = 3;
        }
        float[] outputs = Tsb.Demand.of(days).outputs();
        assertThat(outputs[0]).isLessThan(0.01f);
        assertThat(outputs[outputs.length - 1]).isZero();
    }

    @Test
    void withoutASaleNothingIsForecast() {
        assertThat(Tsb.Demand.of(new double[100]).outputs()).containsOnly(0f);
    }

    @Test
    void quantilesAreZeroUpToTheChanceOfNoSaleAndThenThoseOfTheSizes() {
        float[] outputs = new Tsb.Demand(0.5, 4, new double[] {1, 2, 3}).outputs();
        int half = 1 + QuantileLevels.ALL.indexOf(0.5);
        assertThat(outputs[0]).isEqualTo(2f);
        assertThat(outputs[half]).isZero();
        // three fifths of the way of 1, 2, 3 (level 0.8 = 0.5 + 0.6 * 0.5), twice as large as their mean of 2
        assertThat(outputs[1 + QuantileLevels.ALL.indexOf(0.8)]).isCloseTo(2 * 2.2f, within(1e-5f));
    }

    @Test
    void aDayOfMoreReturnsThanSalesIsOneWithoutASale() {
        double[] days = new double[200];
        double[] returns = new double[200];
        for (int day = 0; day < days.length; day++) {
            days[day] = day % 5 == 0 ? 2 : 0;
            returns[day] = day % 5 == 0 ? 2 : -0.001;
        }
        assertThat(Tsb.Demand.of(returns).outputs())
                .isEqualTo(Tsb.Demand.of(days).outputs());
    }
}
