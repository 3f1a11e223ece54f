package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.Samples;
import io.shoptraining.features.SeriesWindows;
import io.shoptraining.features.Splits;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.testing.RandomSeeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class SeasonalNaiveTest extends LearnerContract {
    @Override
    Learner learner() {
        return SeasonalNaive.learner();
    }

    @RandomSeeds(count = 20)
    void itRepeatsTheLastWeekWithQuantilesOfItsOwnErrors(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        History history = Samples.plain(Samples.randomSales(spec.requiredDays() + 100, random));
        List<History> one = List.of(history);
        FeaturePlan plan = FeaturePlan.learn(spec, one);
        Splits splits = plan.split(spec, one);
        TrainedModel model = learner().fit(spec, splits.lessons(), Listener.quiet());
        double scale = plan.scales(one)[0];
        float[][][] said = model.predict(splits.heldOut());
        for (int window = 0; window < said.length; window++) {
            int origin = splits.heldOut().origin(window);
            for (int day = 0; day < spec.horizon(); day++) {
                double expected = history.quantity()[origin - 7 + day % 7];
                assertThat(said[window][day][0] * scale).isCloseTo(expected, within(1e-4));
                double error = slowQuantile(history, splits.train(), spec, day / 7, 0.9);
                int level = 1 + QuantileLevels.ALL.indexOf(0.9);
                assertThat(said[window][day][level] * scale).isCloseTo(expected + error, within(1e-3));
            }
        }
        assertThat(model.save(Path.of("nowhere"))).isFalse();
        TrainedModel again = learner().load(spec, null, Json.readObject(Json.write(model.description())));
        assertThat(again.predict(splits.heldOut())).isDeepEqualTo(said);
    }

    private static double slowQuantile(
            History history, SeriesWindows train, TrainingSpec spec, int week, double level) {
        double[] errors = IntStream.range(0, train.size())
                .boxed()
                .flatMapToDouble(window -> IntStream.range(0, spec.horizon())
                        .filter(day -> day / 7 == week)
                        .map(day -> train.origin(window) + day)
                        .mapToDouble(day -> history.quantity()[day] - history.quantity()[day - 7 * (week + 1)]))
                .toArray();
        Arrays.sort(errors);
        double place = level * (errors.length - 1);
        double below = errors[(int) Math.floor(place)];
        double above = errors[(int) Math.ceil(place)];
        return below + (place - Math.floor(place)) * (above - below);
    }
}
