package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarApiTest {
    @TempDir
    private Path root;

    @Test
    void holidaysAreGivenLookedAtAndTakenBack() {
        try (OpenShop shop = OpenShop.open(root)) {
            String path = "/api/v1/calendar";
            assertThat(shop.ask("GET", path, null).json()).containsEntry("holidays", "china");
            Reply made = shop.send(
                    "POST",
                    path + "?file_name=de.csv",
                    "date,name\n2026-12-25,Christmas\n",
                    shop.bearer(),
                    "Content-Type: text/csv");
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertThat(shop.ask("GET", path, null).json())
                    .containsEntry("holidays", "file")
                    .containsEntry("file_name", "de.csv")
                    .containsEntry("days_off", 1)
                    .containsEntry("last_date", "2026-12-25")
                    .containsEntry("ignored_columns", List.of());
            Reply bad = shop.send("POST", path, "date,name\nx,y\n", shop.bearer(), "Content-Type: text/csv");
            assertThat(bad.status()).isEqualTo(422);
            assertThat(bad.body()).contains("line 2");
            assertThat(shop.ask("DELETE", path, null).json()).containsEntry("holidays", "china");
            assertThat(shop.ask("DELETE", path, null).status()).isEqualTo(404);
        }
    }
}
