package io.shoptraining.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final Faults faults = new Faults();

    @Test
    void oneExceptionListsEveryFaultWithValueAndWhatIsAllowed() {
        faults.required("model_type", "allowed: tcn");
        faults.outOfRange("epochs", 0, 1, 100);
        faults.unknown("training_mode", "produkt", List.of("product", "store"));
        assertThatThrownBy(() -> faults.throwIfAny(ErrorCode.INVALID_REQUEST))
                .isInstanceOfSatisfying(ShopTrainingException.class, e -> {
                    assertThat(e.faults())
                            .extracting(FieldFault::code)
                            .containsExactly("required", "out_of_range", "unknown");
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                })
                .hasMessage("""
                        model_type: is missing; allowed: tcn
                        epochs: 0 is out of range; allowed: 1 to 100
                        training_mode: 'produkt' is unknown; allowed: product, store; did you mean 'product'?""");
    }

    @Test
    void nothingHappensWithoutFault() {
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        assertThat(faults.isEmpty()).isTrue();
    }

    @Test
    void aLongListOfAllowedWordsIsCutAndCounted() {
        faults.unknown(
                "store_id",
                "?",
                IntStream.range(0, 25).mapToObj(i -> "store-" + i).toList());
        assertThat(faults.list().get(0).message())
                .contains("store-19 and 5 more")
                .doesNotContain("store-20");
    }
}
