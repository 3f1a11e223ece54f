package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.inference.ForecastAnswer;
import io.shoptraining.inference.ForecastRequest;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastsTest {
    private static final String MODEL = "product_P001_all_toy";
    private static final String PANEL = "global_all_all_panel_toy";

    @TempDir
    private static Path root;

    private static Server server;

    @BeforeAll
    static void open() {
        server = Toys.server(root);
        Toys.trained(server, "train");
        Toys.awaitEnd(
                server,
                server.tasks()
                        .submit(Map.of(
                                "training_mode", "global",
                                "aggregation_method", "panel",
                                "model_type", "toy",
                                "epochs", 5)));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static ForecastAnswer forecast(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return server.forecasts().forecast(ForecastRequest.of(fields));
    }

    private static void refused(ErrorCode code, List<String> fields, String reason, Object... namesAndValues) {
        assertThatThrownBy(() -> forecast(namesAndValues))
                .isInstanceOfSatisfying(ShopTrainingException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.faults()).extracting(FieldFault::field).containsExactlyElementsOf(fields);
                })
                .hasMessageContaining(reason);
    }

    @Test
    void theChampionForecastsAndTheAnswerSaysWhatWasUsed() {
        ForecastAnswer answer = forecast("model_identifier", MODEL, "future_days", 3);
        assertThat(answer.rows())
                .extracting(ForecastRow::date)
                .containsExactly("2026-01-01", "2026-01-02", "2026-01-03");
        ForecastAnswer.Used used = answer.used();
        assertThat(used.filenamePrefix()).isEqualTo(MODEL + "_v1");
        assertThat(used.version()).isEqualTo(1);
        assertThat(used.modelType()).isEqualTo("toy");
        assertThat(used.snapshotId()).isEqualTo("s1");
        assertThat(used.dataThrough()).isEqualTo("2025-12-31");
        assertThat(used.engine()).isEqualTo("toy 1");
        assertThat(used.horizon()).isEqualTo(14);
        assertThat(used.quantiles()).containsExactly("0.1", "0.5", "0.9");
        assertThat(forecast("filename_prefix", MODEL + "_v1").rows()).hasSize(14);
    }

    @Test
    void aLaterFirstDaySkipsDaysWithinTheHorizon() {
        ForecastAnswer answer = forecast("model_identifier", MODEL, "future_days", 2, "start_date", "2026-01-13");
        assertThat(answer.rows()).extracting(ForecastRow::mean).containsExactly(13.0, 14.0);
        assertThat(answer.used().dataThrough()).isEqualTo("2025-12-31");
        for (String outside : List.of("2025-12-31", "2026-01-14", "2030-01-01")) {
            refused(
                    ErrorCode.INVALID_REQUEST,
                    List.of("start_date"),
                    "allowed: 2026-01-01 to 2026-01-13",
                    "model_identifier",
                    MODEL,
                    "future_days",
                    2,
                    "start_date",
                    outside);
        }
    }

    @Test
    void quantilesAreSomeOfTheModels() {
        ForecastAnswer answer = forecast("model_identifier", MODEL, "quantiles", List.of(0.9, "0.10"));
        assertThat(answer.used().quantiles()).containsExactly("0.1", "0.9");
        assertThat(answer.rows().get(0).quantiles()).containsOnlyKeys("0.1", "0.9");
        assertThat(forecast("model_identifier", MODEL, "quantiles", List.of())
                        .rows()
                        .get(0)
                        .quantiles())
                .isEmpty();
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("quantiles", "quantiles"),
                "allowed: 0.1, 0.5, 0.9",
                "model_identifier",
                MODEL,
                "quantiles",
                List.of(0.25, 0.5, 7));
    }

    @Test
    void onePanelSeriesCanBeAskedFor() {
        assertThat(forecast("model_identifier", PANEL).rows()).hasSize(28);
        ForecastAnswer one = forecast("model_identifier", PANEL, "product_id", "P002", "store_id", "S001");
        assertThat(one.rows()).hasSize(14).allMatch(row -> "P002".equals(row.productId()));
        assertThat(one.used().dataThrough()).isEqualTo("2026-01-03");
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("product_id", "store_id"),
                "did you mean 'P002'",
                "model_identifier",
                PANEL,
                "product_id",
                "P02",
                "store_id",
                "S9");
    }

    @Test
    void aFirstDayHasToSuitEverySeriesOfAPanel() {
        ForecastAnswer both = forecast("model_identifier", PANEL, "future_days", 5, "start_date", "2026-01-04");
        assertThat(both.rows()).hasSize(10).allMatch(row -> row.date().compareTo("2026-01-04") >= 0);
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("start_date"),
                "allowed: 2026-01-04 to 2026-01-10",
                "model_identifier",
                PANEL,
                "future_days",
                5,
                "start_date",
                "2026-01-03");
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("start_date"),
                "end on different days",
                "model_identifier",
                PANEL,
                "start_date",
                "2026-01-04");
    }

    @Test
    void aModelOfOneSeriesIsNotAskedForAnother() {
        assertThat(forecast("model_identifier", MODEL, "product_id", "P001").rows())
                .hasSize(14);
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("product_id", "store_id"),
                "allowed: P001",
                "model_identifier",
                MODEL,
                "product_id",
                "P002",
                "store_id",
                "S001");
    }

    @Test
    void everyFaultOfARequestIsToldAtOnce() {
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("futuredays", "filename_prefix", "future_days", "start_date", "quantiles", "covariates"),
                "is not a list of rows",
                "covariates",
                Map.of("promotion", List.of(1)),
                "futuredays",
                1,
                "future_days",
                "many",
                "start_date",
                "tomorrow",
                "quantiles",
                "all");
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("model_identifier"),
                "not both",
                "model_identifier",
                MODEL,
                "filename_prefix",
                MODEL + "_v1");
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("future_days"),
                "allowed: 1 to 14",
                "model_identifier",
                MODEL,
                "future_days",
                15);
        refused(ErrorCode.NOT_FOUND, List.of(), "did you mean", "model_identifier", MODEL + "s");
    }

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return row;
    }

    @Test
    void whatIsPlannedIsUsedAndTheAnswerSaysSo() {
        List<Map<String, Object>> planned = List.of(
                row("date", "2026-01-04", "product_id", "P001", "promotion", false, "price", ""),
                row("date", "2026-01-04", "promotion", 1),
                row("date", "2026-01-09", "store_id", "S001", "promotion", "0.5", "price", "12.5"));
        ForecastAnswer answer = forecast("model_identifier", PANEL, "future_days", 4, "covariates", planned);
        assertThat(answer.rows())
                .extracting(ForecastRow::mean)
                .containsExactly(1.0, 2.0, 3.0, 4.0, 101.0, 2.0, 3.0, 4.0);
        assertThat(answer.used().covariates()).isEqualTo(Map.of("price", 1, "promotion", 3));
        assertThat(forecast("model_identifier", PANEL).used().covariates()).isEmpty();
    }

    @Test
    void everyFaultOfAPlanIsToldAtOnce() {
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of(
                        "covariates.0.open",
                        "covariates.0.promotion",
                        "covariates.0.date",
                        "covariates.1",
                        "covariates.2.date",
                        "covariates.3.price",
                        "covariates.3.product_id",
                        "covariates.5"),
                "is about the same day, product and store as row 4",
                "model_identifier",
                MODEL,
                "covariates",
                List.of(
                        row("date", "01.02.2026", "open", 2, "promotion", "much"),
                        row("date", "2026-01-02"),
                        row("promotion", 1),
                        row("date", "2026-01-03", "product_id", 7, "price", 0),
                        row("date", "2026-01-04", "holiday", "New Year"),
                        row("date", "2026-01-04", "promotion", 1)));
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("future_days", "covariates.0.promotoin", "covariates.0.product_id", "covariates.0.store_id"),
                "did you mean 'promotion'",
                "model_identifier",
                MODEL,
                "future_days",
                15,
                "covariates",
                List.of(row("date", "2026-01-02", "promotoin", 1, "product_id", "P9", "store_id", "S9")));
    }

    @Test
    void aPlanForADayOutsideOfTheForecastIsRefused() {
        refused(
                ErrorCode.INVALID_REQUEST,
                List.of("covariates.1.date", "covariates.2.date"),
                "its days are 2026-01-01 to 2026-01-14",
                "model_identifier",
                MODEL,
                "future_days",
                2,
                "covariates",
                List.of(
                        row("date", "2026-01-14", "promotion", 1),
                        row("date", "2026-01-15", "promotion", 1),
                        row("date", "2026-01-02", "product_id", "P002", "promotion", 1)));
    }

    @Test
    void severalForecastsAtOnceAllGetTheirOwnAnswer() throws InterruptedException, ExecutionException {
        ExecutorService askers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> sizes = IntStream.rangeClosed(1, 8)
                    .mapToObj(days -> askers.submit(() -> forecast("model_identifier", MODEL, "future_days", days)
                            .rows()
                            .size()))
                    .toList();
            for (int days = 1; days <= 8; days++) {
                assertThat(sizes.get(days - 1).get()).isEqualTo(days);
            }
        } finally {
            askers.shutdownNow();
        }
    }

    @Test
    void aWorkerLostOverAForecastIsReplacedOnce() {
        trained("P002", "forecast_lost_once");
        assertThat(forecast("model_identifier", "product_P002_all_toy").rows()).hasSize(14);
        trained("P002", "forecast_lost");
        refused(
                ErrorCode.WORKER_LOST,
                List.of(),
                "given up after 2 lost workers",
                "model_identifier",
                "product_P002_all_toy");
        assertThat(forecast("model_identifier", MODEL).rows()).hasSize(14);
    }

    @Test
    void aDamagedChampionGivesWayToTheNextUsableVersionAndIsNeverServed() throws IOException {
        Toys.awaitEnd(server, server.tasks().submit(best()));
        Toys.awaitEnd(server, server.tasks().submit(best()));
        String best = "product_P001_all_toy_best";
        Path file = root.resolve("saved_models/" + best + "_v2_model.pth");
        Files.writeString(file, "weights 99");
        assertThat(forecast("model_identifier", best).used().version()).isEqualTo(1);
        refused(ErrorCode.DAMAGED_FILE, List.of(), "is damaged", "filename_prefix", best + "_v2");
        Files.delete(root.resolve("saved_models/" + best + "_v1_metadata.json"));
        refused(ErrorCode.DAMAGED_FILE, List.of(), "_v2_model.pth", "model_identifier", best);
    }

    private static Map<String, Object> best() {
        return Map.of("training_mode", "product", "product_id", "P001", "model_type", "toy_best", "epochs", 5);
    }

    private static void trained(String product, String behaviour) {
        Toys.awaitEnd(server, server.tasks().submit(Toys.request(product, behaviour)));
    }
}
