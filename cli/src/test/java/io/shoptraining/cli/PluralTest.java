package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PluralTest {
    @Test
    void oneThingIsNotSeveral() {
        assertThat(Plural.of(1, "store")).isEqualTo("1 store");
        assertThat(Plural.of(0, "store")).isEqualTo("0 stores");
        assertThat(Plural.of(1200, "store")).isEqualTo("1,200 stores");
    }
}
