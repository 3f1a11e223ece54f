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

    @Test
    void ofVeryManyFaultsOfOneFieldTheFirstAreToldAndTheRestCounted() {
        for (int i = 0; i < 1000; i++) {
            faults.unknown("product_ids", "x" + i, List.of("P001"));
            faults.unknown("hyperparameters.x" + i, "x" + i, List.of("epochs"));
        }
        faults.outOfRange("epochs", 0, 1, 100);
        assertThat(faults.list()).hasSize(43);
        assertThat(faults.list().subList(40, 43))
                .containsExactly(
                        new FieldFault("epochs", "out_of_range", "0 is out of range; allowed: 1 to 100"),
                        new FieldFault("product_ids", "more", "has 980 more faults"),
                        new FieldFault("hyperparameters", "more", "has 980 more faults"));
    }

    @Test
    void ofVeryManyUnknownFieldsTheFirstAreToldAndTheRestCounted() {
        for (int i = 0; i < 1000; i++) {
            faults.unknown("x" + i, "x" + i, List.of("epochs"));
        }
        assertThat(faults.list()).hasSize(201).contains(new FieldFault("request", "more", "has 800 more faults"));
    }

    @Test
    void aLongValueIsCut() {
        faults.unknown("model_type", "x".repeat(100_000), List.of("mlstm"));
        assertThat(faults.list().get(0).message()).hasSizeLessThan(300);
    }
}
