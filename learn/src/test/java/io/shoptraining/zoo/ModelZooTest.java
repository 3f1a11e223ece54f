package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.task.ModelType;
import org.junit.jupiter.api.Test;

final class ModelZooTest {
    @Test
    void everyTypeOfTheCatalogIsFoundByItsName() {
        assertThat(ModelZoo.catalog().names())
                .containsExactly(
                        "mlstm",
                        "transformer",
                        "kan",
                        "optimized_kan",
                        "tcn",
                        "cnn_bilstm_attention",
                        "xgboost",
                        "lightgbm",
                        "seasonal_naive",
                        "weekday_mean",
                        "mean_28",
                        "ets",
                        "theta",
                        "tsb",
                        "ensemble",
                        "auto");
        for (ModelType type : ModelZoo.catalog().types()) {
            assertThat(ModelZoo.find(type.name()).type()).isEqualTo(type);
        }
    }

    @Test
    void aMistypedTypeIsRefusedWithTheRightOne() {
        assertThatThrownBy(() -> ModelZoo.find("mlstn")).hasMessageContaining("did you mean 'mlstm'");
    }
}
