package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Random;
import java.util.stream.IntStream;

class WeekdayMeanTest extends StatisticalContract {
    @Override
    Learner learner() {
        return WeekdayMean.learner();
    }

    @RandomSeeds(count = 20)
    void everyDayIsTheMeanOfItsWeekdayInTheKnownOnesOfTheLastFourWeeks(Random random) {
        float[] series = randomSales(random);
        for (int day = 0; day < 428; day++) {
            series[day] = random.nextInt(3) > 0 ? series[day] : Float.NaN;
        }
        series[427] = 3;
        try (TrainedModel model = fit(weekly(), 1, 1, Listener.quiet())) {
            float[][] said = model.predict(new DailyWindows(series, 428, 500, LOOK_BACK, HORIZON))[0];
            double month = mean(series, IntStream.range(400, 428), Double.NaN);
            for (int day = 0; day < HORIZON; day++) {
                int weekday = (428 + day) % 7;
                double expected = mean(series, IntStream.range(400, 428).filter(d -> d % 7 == weekday), month);
                assertThat(said[day][0]).isCloseTo((float) expected, within(1e-5f));
            }
        }
    }

    private static double mean(float[] series, IntStream days, double otherwise) {
        return days.mapToDouble(day -> series[day])
                .filter(Double::isFinite)
                .average()
                .orElse(otherwise);
    }
}
