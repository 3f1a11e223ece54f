package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1+1"})
    void anIdThatASpreadsheetWouldRunIsDefused(String id) {
        assertThat(ForecastCommand.quoted(id).replaceFirst("^\"", "")).startsWith("'" + id.charAt(0));
    }

    @Test
    void otherIdsAreQuotedWhereTheyHaveTo() {
        assertThat(ForecastCommand.quoted("药 P001")).isEqualTo("药 P001");
        assertThat(ForecastCommand.quoted("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    }
}
