package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.1", "25.0.2+10", "16.0.2", "11.0.2"})
    void refusesJavaThatIsTooOldOrCorruptsData(String version) {
        assertThat(JavaCheck.fault(Runtime.Version.parse(version)).orElse("accepted"))
                .contains("Java " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "17.0.15", "21.0.2", "24.0.1", "25.0.3", "25.0.3.1", "26"})
    void acceptsEveryOtherJavaFrom17On(String version) {
        assertThat(JavaCheck.fault(Runtime.Version.parse(version))).isEmpty();
    }
}
