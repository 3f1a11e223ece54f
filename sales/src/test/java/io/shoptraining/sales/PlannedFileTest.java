package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlannedFileTest {
    @TempDir
    Path dir;

    private List<Map<String, Object>> read(byte[] bytes) throws IOException {
        return PlannedFile.read(Files.write(dir.resolve("plan.csv"), bytes));
    }

    private List<Map<String, Object>> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(String text, String reason) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("plan.csv: ").hasMessageContaining(reason);
    }

    @Test
    void headingsAreThoseOfSalesFilesAndEmptyCellsSayNothing() throws IOException {
        String text =
                "\ufeff日期;门店;Promo;School Holiday;商品\n2026/1/5;S1;1;;\"a;b\"\n\n20260106;;;1;\n2026.01.07;S1;;;\n";
        List<Map<String, Object>> expected = List.of(
                Map.of("date", "2026-01-05", "store_id", "S1", "promotion", "1", "product_id", "a;b"),
                Map.of("date", "2026-01-06", "school_holiday", "1"));
        assertThat(read(text)).isEqualTo(expected);
        assertThat(read(text.substring(1).getBytes(TextDecoder.GB18030))).isEqualTo(expected);
    }

    @Test
    void aDateThatIsNoneIsLeftForTheAnswerToTell() throws IOException {
        assertThat(read("date,promotion\n2026-02-30,1\n").get(0)).containsEntry("date", "2026-02-30");
    }

    @Test
    void whatIsNoTableIsRefusedWithTheReason() {
        refused("", "empty");
        refused("promotion\n1\n", "no column for date");
        refused("date,promo,promotion\n2026-01-01,1,1\n", "two headings mean promotion");
        refused("date,promotion\n2026-01-01\n", "line 2 has 1 cells");
        refused("date,promotion\n2026-01-01,\"1\n", "line 2: the quotes");
    }
}
