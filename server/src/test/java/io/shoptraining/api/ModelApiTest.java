package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.json.Json;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Toys;
import io.shoptraining.server.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models, forecasts and comparisons as callers see them. */
class ModelApiTest {
    private static final String MODEL = "product_P001_all_toy";
    private static final String MODELS = "/api/v1/models";
    private static final Principal OPERATOR = new Principal("1", "olga", Role.OPERATOR);
    private static final Principal ADMIN = new Principal("2", "ann", Role.ADMIN);

    @TempDir
    private static Path root;

    private static OpenShop shop;

    /** v1 accepted, v2 rejected, v3 accepted. */
    @BeforeAll
    static void open() {
        shop = OpenShop.open(root);
        Toys.trained(shop.server(), "train");
        Toys.trained(shop.server(), "poor");
        Toys.trained(shop.server(), "train");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reply(int status, String type, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Map<String, Object> json() {
            return Json.readObject(text());
        }

        List<?> items() {
            return (List<?>) json().getOrDefault("items", List.of());
        }
    }

    private static Reply ask(Method method, String path, Map<String, String> query, Object body, Principal who) {
        byte[] bytes = body instanceof byte[] given ? given : Json.write(body).getBytes(StandardCharsets.UTF_8);
        InputStream stream = new ByteArrayInputStream(method == Method.POST ? bytes : new byte[0]);
        return reply(shop.server().api().handle(method, path, query, Map.of(), stream, who));
    }

    private static Reply reply(Answer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            answer.content().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply(answer.status(), answer.type(), out.toByteArray());
    }

    private static Reply get(String path) {
        return ask(Method.GET, path, Map.of(), Map.of(), ADMIN);
    }

    private static List<String> names(Map<String, String> query) {
        return ask(Method.GET, MODELS, query, Map.of(), ADMIN).items().stream()
                .map(item -> String.valueOf(((Map<?, ?>) item).get("filename_prefix")))
                .toList();
    }

    @Test
    void modelsAreListedNewestFirstPageByPage() {
        Map<String, String> query = Map.of("model_identifier", MODEL);
        assertThat(names(query)).contains(MODEL + "_v3", MODEL + "_v2", MODEL + "_v1");
        assertThat(names(Map.of("model_identifier", MODEL, "verdict", "rejected")))
                .containsExactly(MODEL + "_v2");
        Map<String, Object> first =
                ask(Method.GET, MODELS, Map.of("limit", "1"), Map.of(), ADMIN).json();
        String cursor = String.valueOf(first.get("next_cursor"));
        List<String> second = names(Map.of("limit", "1", "cursor", cursor));
        assertThat(second).hasSize(1).doesNotContainAnyElementsOf(names(Map.of("limit", "1")));
        assertThat(ask(Method.GET, MODELS, Map.of("verdict", "good"), Map.of(), ADMIN)
                        .status())
                .isEqualTo(400);
        assertThat(ask(Method.GET, MODELS, Map.of("cursor", "'; --"), Map.of(), ADMIN)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void oneModelIsShownWithItsMetadataAndNoPath() {
        Reply shown = get(MODELS + "/" + MODEL + "_v1");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json()).containsEntry("status", "completed").containsEntry("problem", null);
        assertThat(shown.json().get("metadata")).isInstanceOf(Map.class);
        assertThat(shown.text()).doesNotContain(root.toString());
        assertThat(get(MODELS + "/" + MODEL + "_v9").status()).isEqualTo(404);
    }

    @Test
    void filesAreComparedWithTheirHashBeforeTheyAreSent() throws IOException {
        assertThat(get(MODELS + "/" + MODEL + "_v1/files/model").text()).isEqualTo("weights 15");
        assertThat(get(MODELS + "/" + MODEL + "_v1/files/loss_curve").type()).isEqualTo("image/png");
        assertThat(get(MODELS + "/" + MODEL + "_v1/files/metadata").json()).containsEntry("format", "4.0");
        assertThat(get(MODELS + "/" + MODEL + "_v1/files/pickle").json().get("code"))
                .isEqualTo("invalid_request");
        for (String hostile : List.of("..%2f..%2fetc%2fpasswd", "..", "%2e%2e", "model%00", "versions.json", "LOCK")) {
            assertThat(get(MODELS + "/" + MODEL + "_v1/files/" + hostile).status())
                    .isBetween(400, 404);
            assertThat(get(MODELS + "/" + hostile + "/files/model").status()).isBetween(400, 404);
        }
        assertThat(get(MODELS + "/" + MODEL + "_v2/verify").json())
                .containsEntry("models", 1)
                .containsEntry("problems", List.of());
        Path file = root.resolve("saved_models/" + MODEL + "_v2_model.pth");
        byte[] before = Files.readAllBytes(file);
        Files.writeString(file, "weights 16");
        try {
            assertThat(get(MODELS + "/" + MODEL + "_v2/verify").json().get("problems"))
                    .asString()
                    .contains(MODEL + "_v2_model.pth");
            for (String kind : List.of("model", "bundle")) {
                Reply damaged = get(MODELS + "/" + MODEL + "_v2/files/" + kind);
                assertThat(damaged.json().get("code")).isEqualTo("damaged_file");
                assertThat(damaged.text()).doesNotContain("weights 16");
            }
        } finally {
            Files.write(file, before);
        }
    }

    @Test
    void aBundleIsDownloadedUploadedAndDeleted() {
        byte[] bundle = get(MODELS + "/" + MODEL + "_v1/files/bundle").bytes();
        Reply brought = ask(Method.POST, MODELS + "/import", Map.of(), bundle, OPERATOR);
        assertThat(brought.status()).isEqualTo(201);
        String prefix = String.valueOf(brought.json().get("filename_prefix"));
        assertThat(prefix).startsWith(MODEL);
        assertThat(get(MODELS + "/" + prefix).text()).contains("olga");

        assertThat(ask(Method.DELETE, MODELS + "/" + prefix, Map.of(), Map.of(), OPERATOR)
                        .status())
                .isEqualTo(403);
        Reply deleted = ask(Method.DELETE, MODELS + "/" + prefix, Map.of(), Map.of(), ADMIN);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(String.valueOf(deleted.json().get("gate_reason"))).startsWith("deleted by ann at");
        assertThat(get(MODELS + "/" + prefix).status()).isEqualTo(200);
        assertThat(get(MODELS + "/" + prefix + "/files/model").status()).isEqualTo(409);
        assertThat(ask(Method.DELETE, MODELS + "/" + prefix, Map.of(), Map.of(), ADMIN)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void anUploadThatIsNoBundleIsRefusedOverHttp() {
        Wire.Reply refused = shop.send(
                "POST",
                MODELS + "/import",
                "\u0008\u0007\u0012\u0007pytorch",
                shop.bearer(),
                "Content-Type: application/octet-stream");
        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.json()).containsEntry("code", "unsupported_media_type");
    }

    @Test
    void aRejectedVersionIsPromotedByForceAndOnlyByAnAdmin() {
        String path = MODELS + "/" + MODEL + "_v2/promote";
        Reply refused = ask(Method.POST, path, Map.of(), Map.of(), OPERATOR);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("r2 -0.5000 is below 0.0");
        assertThat(ask(Method.POST, path, Map.of(), Map.of("force", true), OPERATOR)
                        .status())
                .isEqualTo(403);
        assertThat(ask(Method.POST, path, Map.of(), Map.of("force", "yes"), ADMIN)
                        .status())
                .isEqualTo(400);
        assertThat(ask(Method.POST, path, Map.of(), Map.of("force", true), ADMIN)
                        .status())
                .isEqualTo(200);
        assertThat(get(MODELS + "/" + MODEL + "_v2").json()).containsEntry("champion", true);
        assertThat(ask(Method.POST, MODELS + "/" + MODEL + "_v3/promote", Map.of(), Map.of(), OPERATOR)
                        .status())
                .isEqualTo(200);
        assertThat(get(MODELS + "/" + MODEL + "/history").items().toString())
                .containsSubsequence("promoted", "olga", "forced", "ann", "accepted");
        assertThat(get(MODELS + "/" + MODEL + "_v1/history").items()).isNotEmpty();
        assertThat(get(MODELS + "/product_P9_all_toy/history").status()).isEqualTo(404);
    }

    @Test
    void aForecastIsJsonOrATableAsTheCallerLikes() {
        String body = "{\"model_identifier\":\"" + MODEL + "\",\"future_days\":2,\"quantiles\":[0.5]}";
        Wire.Reply json = shop.ask("POST", "/api/v1/forecasts", body);
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.json()).containsOnlyKeys("used", "rows");
        Wire.Reply table = shop.send(
                "POST", "/api/v1/forecasts", body, shop.bearer(), "Content-Type: application/json", "Accept: text/csv");
        assertThat(table.header("content-type")).startsWith("text/csv");
        assertThat(table.body().lines())
                .containsExactly(
                        "date,store_id,product_id,mean,q0.5",
                        "2026-01-01,all,P001,1.0,0.5",
                        "2026-01-02,all,P001,2.0,0.5");
        Reply workbook = reply(shop.server()
                .api()
                .handle(
                        Method.POST,
                        "/api/v1/forecasts",
                        Map.of(),
                        Map.of("accept", Xlsx.TYPE),
                        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                        OPERATOR));
        assertThat(workbook.type()).isEqualTo(Xlsx.TYPE);
        assertThat(XlsxTest.rows(workbook.bytes()))
                .containsExactly(
                        List.of("date", "store_id", "product_id", "mean", "q0.5"),
                        List.of("2026-01-01", "all", "P001", 1.0, 0.5),
                        List.of("2026-01-02", "all", "P001", 2.0, 0.5));
        Wire.Reply neither = shop.send(
                "POST",
                "/api/v1/forecasts",
                body,
                shop.bearer(),
                "Content-Type: application/json",
                "Accept: image/png");
        assertThat(neither.status()).isEqualTo(406);
    }

    @Test
    void aComparisonIsTakenOnAndCanBeFollowed() {
        Wire.Reply asked = shop.ask(
                "POST",
                "/api/v1/backtests",
                "{\"training_mode\":\"product\",\"product_id\":\"P001\",\"horizon\":7,\"folds\":3,"
                        + "\"model_types\":[\"toy\",\"toy_broken\"]}");
        assertThat(asked.status()).isEqualTo(202);
        String path = "/api/v1/backtests/" + asked.json().get("backtest_id");
        assertThat(asked.header("location")).isEqualTo(path);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> shop.ask("GET", path, null).json().get("status"), "completed"::equals);
        Wire.Reply table = shop.send("GET", path, "", shop.bearer(), "Accept: text/csv");
        assertThat(table.body().lines().map(line -> line.substring(0, Math.min(line.length(), 20))))
                .containsExactly(
                        "rank,model_type,wape", "1,toy,0.2,,,0.0,1.0,", "2,seasonal_naive,0.4", ",toy_broken,,,,,,,,,");
        assertThat(shop.ask("GET", "/api/v1/backtests?limit=1", null).json().get("items"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        assertThat(shop.ask("GET", "/api/v1/backtests/none", null).status()).isEqualTo(404);
        assertThat(shop.ask("POST", "/api/v1/backtests", "{\"model_types\":\"all\"}")
                        .status())
                .isEqualTo(400);
    }
}
