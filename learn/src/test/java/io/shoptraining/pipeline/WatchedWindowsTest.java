package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.Samples;
import io.shoptraining.features.SeriesWindows;
import io.shoptraining.features.WatchedWindows;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.testing.RandomSeeds;
import io.shoptraining.zoo.DailyWindows;
import io.shoptraining.zoo.SeasonalNaive;
import io.shoptraining.zoo.TrainedModel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

final class WatchedWindowsTest {
    private int looks;

    @RandomSeeds
    void aModelIsStoppedInTheMidstOfItsForecastsAndElseForecastsTheSame(Random random) {
        TrainingSpec spec = Samples.randomSpec(random);
        List<History> histories = Samples.random(spec, random);
        SeriesWindows windows =
                FeaturePlan.learn(spec, histories).split(spec, histories).heldOut();
        FitSession session =
                FollowedFit.unsaved(new Recorder(), new Stopping(new Recorder(), System::nanoTime), spec.epochs());
        try (TrainedModel model = SeasonalNaive.learner().fit(spec, new Lessons(windows, windows), session)) {
            looks = 0;
            assertThat(model.predict(new WatchedWindows(windows, () -> looks++)))
                    .isDeepEqualTo(model.predict(windows));
            int all = looks;
            assertThat(all).isEqualTo(windows.size());
            looks = 0;
            assertThatThrownBy(() -> model.predict(new WatchedWindows(windows, this::stopAtOnce)))
                    .isInstanceOf(CancellationException.class);
            assertThat(looks).isEqualTo(1);
        }
    }

    @Test
    void aModelThatReadsHistoriesOnlyIsStoppedToo() {
        WindowSet windows = new DailyWindows(new float[60], 28, 60, 28, 7);
        WindowSet watched = new WatchedWindows(windows, this::stopAtOnce);
        assertThatThrownBy(() -> watched.history(0)).isInstanceOf(CancellationException.class);
        assertThat(new WatchedWindows(windows, () -> looks++).history(3)).isEqualTo(windows.history(3));
        assertThat(looks).isEqualTo(2);
    }

    private void stopAtOnce() {
        looks++;
        throw new CancellationException();
    }
}
