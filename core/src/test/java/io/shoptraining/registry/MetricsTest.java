package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void figuresAndReasonsSurviveTheRoundTrip() {
        Metrics metrics = new Metrics(Map.of("r2", 0.5), Map.of("mape", "a day sold nothing"));
        String json = Json.write(metrics);
        assertThat(json).isEqualTo("{\"r2\":0.5,\"mape\":null,\"undefined\":{\"mape\":\"a day sold nothing\"}}");
        assertThat(Json.read(json, Metrics.class)).isEqualTo(metrics);
        assertThat(Json.convert(Json.toMap(metrics), Metrics.class)).isEqualTo(metrics);
    }

    @Test
    void aValueThatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> new Metrics(Map.of("r2", Double.NaN), Map.of()))
                .hasMessageContaining("r2 is NaN");
        assertThatThrownBy(() -> Json.read("{\"r2\":\"high\"}", Metrics.class)).hasMessageContaining("high");
    }

    @Test
    void aFigureHasEitherAValueOrAReason() {
        assertThatThrownBy(() -> new Metrics(Map.of("r2", 1.0), Map.of("r2", "why")))
                .hasMessageContaining("r2");
        Metrics metrics = new Metrics(Map.of(), Map.of("r2", "why")).with("r2", 1.0);
        assertThat(metrics.value("r2")).hasValue(1.0);
        assertThat(metrics.undefined()).isEmpty();
    }

    @Test
    void theFirstMissingEssentialFigureIsNamedWithItsReason() {
        Metrics metrics = new Metrics(Map.of("mse", 1.0, "rmse", 1.0), Map.of("mae", "no days held out"));
        assertThat(metrics.missingEssential()).contains("mae: no days held out");
        Metrics complete = new Metrics(Map.of(), Map.of());
        for (String name : new String[] {"mse", "rmse", "mae", "r2", "wape", "bias", "pinball"}) {
            assertThat(complete.missingEssential()).contains(name + ": was not measured");
            complete = complete.with(name, 0);
        }
        assertThat(complete.missingEssential()).isEmpty();
    }
}
