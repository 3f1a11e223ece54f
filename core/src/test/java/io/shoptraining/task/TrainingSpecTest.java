package io.shoptraining.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingSpecTest {
    @Test
    void aSettingThatTheTypeLacksIsAnErrorOfTheProgram() {
        Map<String, Object> settings = new HashMap<>(Map.of("depth", 3));
        TrainingSpec spec = new TrainingSpec(SeriesScope.product("P", Ids.all()), "tcn", settings, 1, 1, 7, 1, 0);
        settings.put("depth", 4);
        assertThat(spec.integer("depth")).isEqualTo(3);
        assertThatThrownBy(() -> spec.real("width")).hasMessage("tcn has no hyper-parameter width");
    }

    @Test
    void aRangeReadsLikeASentence() {
        assertThat(HyperParameter.integer("n", 1, 512, 8, "").range()).isEqualTo("1 to 512");
        assertThat(HyperParameter.real("x", 0, 0.5, 0.1, "").range()).isEqualTo("0 to 0.5");
        assertThat(HyperParameter.choice("c", List.of("a", "b"), "a", "").range())
                .isEqualTo("a, b");
    }

    @Test
    void aTypeThatEndsLikeAVersionCannotBeDeclared() {
        assertThatThrownBy(() -> new ModelType("kan_v2", "", List.of(), null)).hasMessageContaining("kan_v2");
    }
}
