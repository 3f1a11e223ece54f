package io.shoptraining.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Metrics;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BacktestPlanTest {
    private static final DataSnapshot SNAPSHOT =
            new DataSnapshot("s1", Path.of("sales.parquet"), "ab".repeat(32), Set.of("P001"), Set.of("S001"));

    private static ModelType type(String name) {
        return new ModelType(name, "For tests.", List.of(), name.equals("xgboost") ? "no native library" : null);
    }

    private static List<String> types(Object asked, String... known) {
        ModelCatalog catalog =
                new ModelCatalog(Stream.of(known).map(BacktestPlanTest::type).toList());
        Map<String, Object> request =
                Map.of("training_mode", "product", "product_id", "P001", "horizon", 7, "model_types", asked);
        return BacktestPlan.check(request, catalog, SNAPSHOT).specs().stream()
                .map(TrainingSpec::modelType)
                .toList();
    }

    @Test
    void theSimpleRulesThatThereAreComeFirst() {
        assertThat(types(List.of("mlstm"), "mlstm", "mean_28", "seasonal_naive", "weekday_mean"))
                .containsExactly("seasonal_naive", "weekday_mean", "mean_28", "mlstm");
        assertThat(types(List.of("mean_28", "mlstm"), "mlstm", "mean_28")).containsExactly("mean_28", "mlstm");
        assertThat(types("all", "mlstm", "xgboost", "mean_28")).containsExactly("mean_28", "mlstm");
    }

    private static BacktestResult measured(String type, double wape) {
        Metrics metrics = new Metrics(Map.of("wape", wape), Map.of());
        return BacktestResult.measured(new WorkerReport.Backtested("request", type, metrics, metrics, List.of(), 1));
    }

    private static Backtest backtest(BacktestResult... results) {
        return new Backtest(
                "id", "ann", "running", Map.of(), List.of(), "s1", 50, List.of(results), null, "2026-01-01", null);
    }

    @Test
    void everyModelStandsBesideTheBestOfTheRules() {
        Backtest backtest = backtest(
                measured("seasonal_naive", 0.8),
                measured("mean_28", 0.5),
                measured("mlstm", 0.4),
                measured("tcn", 0.6),
                BacktestResult.failed("kan", ErrorCode.DATA_REFUSED, "all days are 0"));
        assertThat(backtest.leaderboard())
                .extracting(BacktestResult::modelType)
                .containsExactly("mlstm", "mean_28", "tcn", "seasonal_naive", "kan");
        assertThat(backtest.leaderboard())
                .extracting(BacktestResult::vsBestRule)
                .containsExactly(0.8, 1.0, 1.2, 1.6, null);
    }

    @Test
    void withoutARuleThatWasMeasuredThereIsNothingToStandBeside() {
        assertThat(backtest(measured("mlstm", 0.4)).leaderboard().get(0).vsBestRule())
                .isNull();
        assertThat(backtest(measured("mean_28", 0), measured("mlstm", 0.4)).leaderboard())
                .extracting(BacktestResult::vsBestRule)
                .containsOnlyNulls();
    }
}
