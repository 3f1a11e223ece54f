package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void idsAreSortedAndFreeOfDuplicates() {
        assertThat(Ids.of("b", "a", "b").list()).containsExactly("a", "b");
        assertThat(Ids.of("b", "a")).isEqualTo(Ids.of("a", "b"));
    }

    @Test
    void anIdWithControlFormatUnassignedOrSurrogateCharactersIsRefused() {
        assertThat(List.of("a\nb", "a\u200Bb", "\u202Ex", "\uD800", "\u0378", "\u0000"))
                .allMatch(id -> Ids.fault(id).isPresent());
        assertThat(Ids.fault("a\u200Bb").orElseThrow()).contains("U+200B");
    }

    @Test
    void anIdThatIsNotInNormalFormCIsRefused() {
        assertThat(Ids.fault("e\u0301")).isPresent();
        assertThat(Ids.fault("\u00e9")).isEmpty();
    }

    @Test
    void anIdHas1To200Characters() {
        assertThat(Ids.fault("")).isPresent();
        assertThat(Ids.fault("x".repeat(201))).isPresent();
        assertThat(Ids.fault("\uD83D\uDE00".repeat(200))).isEmpty();
        assertThatThrownBy(() -> Ids.of("")).hasMessageContaining("1 to 200");
    }

    @Test
    void idsAreAnArrayInJson() {
        assertThat(Json.write(Ids.of("b", "a"))).isEqualTo("[\"a\",\"b\"]");
        assertThat(Json.read("[\"b\",\"a\"]", Ids.class)).isEqualTo(Ids.of("a", "b"));
        assertThat(Json.read("[]", Ids.class).isAll()).isTrue();
    }

    @Test
    void aScopeRefusesWhatItsModeDoesNotTake() {
        assertThatThrownBy(() -> new SeriesScope(TrainingMode.PRODUCT, Ids.all(), Ids.of("a", "b"), Aggregation.SUM))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.faults())
                                .extracting(FieldFault::field)
                                .containsExactly("product_id", "store_id", "aggregation_method"));
        assertThatThrownBy(() -> new SeriesScope(TrainingMode.STORE, Ids.all(), Ids.all(), null))
                .hasMessageContaining("store_id");
        assertThatThrownBy(() -> new SeriesScope(TrainingMode.GLOBAL, Ids.all(), Ids.all(), null))
                .hasMessageContaining("aggregation_method");
    }
}
