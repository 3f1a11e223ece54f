package io.shoptraining.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.registry.Metrics;
import io.shoptraining.task.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionGateTest {
    private static final VersionGate PLAIN = new VersionGate(0, false);
    private static final VersionGate STRICT = new VersionGate(0, true);

    @Test
    void anR2AtTheThresholdIsAccepted() {
        assertThat(PLAIN.judge(metrics(0.0, 0.5, 0.4)).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void anR2BelowTheThresholdIsRejectedWithBothNumbers() {
        VersionGate.Decision decision = PLAIN.judge(metrics(-0.25, 0.1, 0.4));

        assertThat(decision.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(decision.reason()).contains("-0.2500").contains("0.0");
    }

    @Test
    void theStrictRuleWantsALowerWapeThanTheSeasonalNaiveForecast() {
        assertThat(STRICT.judge(metrics(0.5, 0.3, 0.4)).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(STRICT.judge(metrics(0.5, 0.4, 0.4)).verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(STRICT.judge(new Metrics(Map.of("r2", 0.5, "wape", 0.1), Map.of()))
                        .reason())
                .contains("not measured");
    }

    private static Metrics metrics(double r2, double wape, double naive) {
        return new Metrics(Map.of("r2", r2, "wape", wape, "seasonal_naive_wape", naive), Map.of());
    }
}
