package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.client.Fields;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1+1"})
    void anIdThatASpreadsheetWouldRunIsDefused(String id) {
        assertThat(written(id).replaceFirst("^\"", "")).startsWith("'" + id.charAt(0));
    }

    @Test
    void otherIdsAreQuotedWhereTheyHaveTo() {
        assertThat(written("药 P001")).isEqualTo("药 P001");
        assertThat(written("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    }

    /** The id of a product as it stands in a table. */
    private static String written(String id) {
        Fields row = new Fields(Map.of("date", "2026-01-01", "store_id", "S001", "product_id", id, "mean", 1.5));
        String line = ForecastCommand.csv(List.of(row)).get(1);
        return line.substring("2026-01-01,S001,".length(), line.length() - ",1.5".length());
    }
}
