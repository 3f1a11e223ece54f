package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NeighboursTest {
    private static final float[] PROMOTION = {0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1};

    @Test
    void theDaysAroundAreToldUpToTheEndOfThePlan() {
        float[] to = new float[6];
        assertThat(Neighbours.copy(PROMOTION, 4, 11, to, 0)).isEqualTo(6);
        // yesterday, tomorrow, changed two days ago, changes tomorrow, 1 of 4 days before, none of the 6 after
        assertThat(to).containsExactly(1, 0, 1 - 1 / 14f, 1, 1 / 4f, 0);
        Neighbours.copy(PROMOTION, 8, 11, to, 0);
        // the promotion of day 11 is not planned yet
        assertThat(to).containsExactly(0, 0, 1 - 3 / 14f, 0, 2 / 7f, 0);
        Neighbours.copy(PROMOTION, 8, 12, to, 0);
        assertThat(to).containsExactly(0, 0, 1 - 3 / 14f, 1 - 2 / 14f, 2 / 7f, 1 / 3f);
    }

    @Test
    void theFirstAndTheLastDayAreAlikeTheirMissingNeighbours() {
        float[] to = new float[6];
        Neighbours.copy(PROMOTION, 0, 1, to, 0);
        assertThat(to).containsExactly(0, 0, 0, 0, 0, 0);
    }

    @Test
    void aPriceHasNoNeighbours() {
        assertThat(Neighbours.names(List.of("open", "price"))).hasSize(6).allMatch(name -> name.startsWith("open_"));
    }
}
