package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V20: cells that a spreadsheet would run. */
class CsvTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=cmd|' /C calc'!A0",
                "+1",
                "-1",
                "-2+3",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\0=1+1",
                "=HYPERLINK(\"http://x\",\"y\")"
            })
    void aTextThatBeginsLikeAFormulaIsDefused(String text) {
        String cell = Csv.cell(text);
        String content = cell.startsWith("\"") ? cell.substring(1) : cell;
        assertThat(content).startsWith("'" + text.charAt(0));
    }

    @Test
    void numbersStayNumbersToTheLastBit() {
        for (double number : new double[] {-1, -0.0, 0.1, 1e-300, 123456789.123, Double.MIN_VALUE}) {
            assertThat(Double.parseDouble(Csv.cell(number))).isEqualTo(number);
        }
        assertThat(Csv.cell(-3)).isEqualTo("-3");
        assertThat(List.of(Csv.cell(Double.NaN), Csv.cell(Double.POSITIVE_INFINITY), Csv.cell(null)))
                .containsOnly("");
    }

    @Test
    void textsAreQuotedWhereTheyHaveTo() {
        assertThat(Csv.cell("药 P001")).isEqualTo("药 P001");
        assertThat(Csv.cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(Csv.cell("say \"x\"\r\nthen")).isEqualTo("\"say \"\"x\"\"\r\nthen\"");
        assertThat(Csv.cell("")).isEmpty();
    }
}
