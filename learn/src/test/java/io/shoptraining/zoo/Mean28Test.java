package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Mean28Test extends StatisticalContract {
    @Override
    Learner learner() {
        return Mean28.learner();
    }

    /** It knows of no weekdays: what it can say is the level. */
    @Override
    @Test
    void learnsAWeeklyPatternBetterThanTheMeanOfTheWindow() {
        saysTheLevelOfTheWeeklySeries();
    }

    @RandomSeeds(count = 20)
    void everyDayIsTheMeanOfTheKnownOnesOfTheLast28(Random random) {
        float[] series = randomSales(random);
        for (int day = 0; day < 428; day++) {
            series[day] = day > 420 || random.nextInt(3) > 0 ? series[day] : Float.NaN;
        }
        double expected = IntStream.range(400, 428)
                .mapToDouble(day -> series[day])
                .filter(Double::isFinite)
                .average()
                .orElseThrow();
        try (TrainedModel model = fit(weekly(), 1, 1, Listener.quiet())) {
            for (float[] day : model.predict(new DailyWindows(series, 428, 500, LOOK_BACK, HORIZON))[0]) {
                assertThat(day[0]).isCloseTo((float) expected, within(1e-5f));
            }
        }
    }
}
