package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.client.Fields;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BacktestViewTest {
    private static final long SECOND = 1_000_000_000L;

    private static Map<String, Object> row(String type, double wape, double relative) {
        return Map.of(
                "model_type",
                type,
                "metrics",
                Map.of("wape", wape, "wql", 0.25),
                "vs_best_rule",
                relative,
                "training_seconds",
                1.5);
    }

    private static final Fields GOING = new Fields(Map.of(
            "progress",
            50.0,
            "model_types",
            List.of("mean_28", "mlstm", "tcn"),
            "leaderboard",
            List.of(row("mlstm", 0.4, 0.8), row("mean_28", 0.5, 1.0), row("tcn", 0.6, 1.2))));

    @Test
    void theTableTellsWhatBeatsTheSimpleRules() {
        List<String> lines = BacktestView.leaderboard(GOING.list("leaderboard"));
        assertThat(lines.get(0)).contains("wape", "wql", "vs rule");
        assertThat(lines.get(1)).contains("mlstm", "0.400", "0.250", "0.800", " better");
        assertThat(lines.get(2)).contains("mean_28", "1.000", "rule");
        assertThat(lines.get(3)).contains("tcn", "1.200", "no better");
    }

    @Test
    void whoWaitsSeesWhatIsMeasuredAndHowLongItTakes() {
        Fields backtest = new Fields(Map.of(
                "progress",
                50.0,
                "model_types",
                List.of("mean_28", "mlstm"),
                "leaderboard",
                List.of(row("mean_28", 0.5, 1.0))));
        assertThat(BacktestView.progress(backtest, OptionalDouble.of(130)))
                .endsWith(" 50 %  mlstm (2 of 2)  about 2:10 left");
        assertThat(BacktestView.progress(backtest, OptionalDouble.empty())).endsWith(" 50 %  mlstm (2 of 2)");
    }

    @Test
    void theTimeLeftFollowsTheSpeedOfTheLaterHalf() {
        Pace pace = new Pace(0);
        assertThat(pace.left(0, 0)).isEmpty();
        // the simple rules take no time
        assertThat(pace.left(SECOND, 40)).hasValue(1.5);
        for (int second = 2; second <= 40; second++) {
            pace.left(second * SECOND, 40 + (second - 1) * 0.5);
        }
        assertThat(pace.left(41 * SECOND, 60).orElseThrow()).isCloseTo(80, within(1e-6));
        assertThat(pace.left(200 * SECOND, 60)).isEmpty();
    }
}
