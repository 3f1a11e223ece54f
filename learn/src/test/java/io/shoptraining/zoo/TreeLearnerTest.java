package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.features.WindowSet;
import io.shoptraining.trees.Rows;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TreeLearnerTest {
    private static final int LOOK_BACK = LearnerContract.LOOK_BACK;
    private static final int HORIZON = LearnerContract.HORIZON;

    /** The contract's ways of making specs, for trees. */
    private static final class Trees extends LearnerContract {
        @Override
        Learner learner() {
            return TreeLearner.lightGbm();
        }
    }

    @Test
    void quantilesDoNotRunAwayWhenTheFirstSalesCameAfterTheTrainingDays() {
        float[] series = new float[500];
        for (int day = 350; day < 500; day++) {
            series[day] = 3;
        }
        Trees trees = new Trees();
        try (TrainedModel model = trees.fit(series, 1, 2, Listener.quiet())) {
            for (float[][] window : model.predict(LearnerContract.tail(series))) {
                for (float[] day : window) {
                    assertThat(day[day.length - 1]).isLessThan(1000);
                }
            }
        }
    }

    @Test
    void theQuantilesOfASeriesThatGrowsLieAroundItsMean() {
        float[] series = new float[500];
        for (int day = 0; day < 500; day++) {
            series[day] = 1 + day / 20f;
        }
        try (TrainedModel model = new Trees().fit(series, 1, 2, Listener.quiet())) {
            for (float[][] window : model.predict(LearnerContract.tail(series))) {
                for (float[] day : window) {
                    assertThat(day[1]).isBetween(0.7f * day[0], 1.3f * day[0]);
                    assertThat(day[day.length - 1]).isBetween(0.7f * day[0], 1.3f * day[0]);
                }
            }
        }
    }

    @Test
    void everyDateIsLearnedFromThoughOnlySomeDaysOfEachWindowAre() {
        int days = 400;
        float[] dates = new float[days];
        for (int day = 0; day < days; day++) {
            dates[day] = day + 1;
        }
        WindowSet windows = new DailyWindows(dates, LOOK_BACK, days, LOOK_BACK, HORIZON);
        TreeRows layout = new TreeRows(LOOK_BACK, HORIZON, Inputs.of(windows));
        Rows rows = layout.table(List.of(windows), 1_000_000, () -> {});
        BitSet seen = new BitSet();
        for (int row = 0; row < rows.size(); row++) {
            // the level is told in sales units, ten times the scaled ones of these windows
            float level = rows.values()[row * rows.width() + windows.futureFeatures() + 2] / 10;
            seen.set(Math.round(rows.target()[row] * level) - 1);
        }
        assertThat(rows.size()).isEqualTo(windows.size() * HORIZON / 3);
        assertThat(seen.cardinality()).isGreaterThan((days - LOOK_BACK) * 9 / 10);
    }

    @Test
    void someWindowsAreOfAStoreAndAProductThatNobodyKnows() {
        float[] series = LearnerContract.weekly();
        WindowSet windows = new DailyWindows(series, LOOK_BACK, series.length, LOOK_BACK, HORIZON);
        TreeRows layout = new TreeRows(LOOK_BACK, HORIZON, Inputs.of(windows));
        Rows rows = layout.table(List.of(windows), 1_000_000, () -> {});
        int product = layout.categories().get(1);
        int strangers = 0;
        for (int row = 0; row < rows.size(); row++) {
            strangers += rows.values()[row * rows.width() + product] == 0 ? 1 : 0;
        }
        assertThat(strangers).isBetween(rows.size() / 100, rows.size() / 8);
    }
}
