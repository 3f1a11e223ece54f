package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.access.Role;
import io.shoptraining.json.Json;
import io.shoptraining.server.Limits;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskApiTest {
    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root, settings -> settings.with(new Limits(2, 6, 0, 0, 600, 200, 30)));
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static String request(String behaviour) {
        return Json.write(Map.of(
                "training_mode",
                "product",
                "product_id",
                "P001",
                "model_type",
                "toy",
                "epochs",
                5,
                "hyperparameters",
                Map.of("behaviour", behaviour)));
    }

    private static Map<String, Object> ended(@org.jspecify.annotations.Nullable Object taskId) {
        String path = "/api/v1/tasks/" + taskId;
        return Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(90))
                .until(
                        () -> shop.ask("GET", path, null).json(),
                        task -> List.of("completed", "failed", "cancelled")
                                .contains(String.valueOf(task.get("status"))));
    }

    @Test
    void aTaskIsAskedForWatchedAndReadWithItsLogAndItsCurve() {
        Reply made = shop.ask("POST", "/api/v1/tasks", request("train"));
        assertThat(made.status()).isEqualTo(202);
        String path = made.header("location");
        assertThat(path).isEqualTo("/api/v1/tasks/" + made.json().get("task_id"));

        assertThat(ended(made.json().get("task_id"))).containsEntry("status", "completed");

        Reply curve = shop.ask("GET", path + "/curve", null);
        assertThat(curve.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(curve.body().lines()).first().asString().contains("\"epoch\":1", "\"train_loss\":0.5");
        Reply table = shop.send("GET", path + "/curve", "", shop.bearer(), "Accept: text/csv");
        assertThat(table.body()).startsWith("epoch,train_loss,val_loss\r\n1,");
        Reply log = shop.ask("GET", path + "/log", null);
        assertThat(log.status()).isEqualTo(200);
        Reply png = shop.send("GET", path + "/log", "", shop.bearer(), "Accept: image/png");
        assertThat(png.status()).isEqualTo(406);

        Reply again = shop.ask("POST", path + "/retry", null);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json()).containsEntry("version", 2);
        assertThat(shop.ask("POST", path + "/cancel", null).status()).isEqualTo(409);
    }

    @Test
    void aRepeatedRequestWithItsKeyIsOneTask() {
        String key = "Idempotency-Key: once";
        String json = "Content-Type: application/json";
        Reply first = shop.send("POST", "/api/v1/tasks", request("train"), shop.bearer(), json, key);
        Reply second = shop.send("POST", "/api/v1/tasks", request("train"), shop.bearer(), json, key);
        Reply other = shop.send("POST", "/api/v1/tasks", request("wait"), shop.bearer(), json, key);

        assertThat(second.json().get("task_id")).isEqualTo(first.json().get("task_id"));
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void aClientThatFillsTheQueueIsToldToWaitAndTheOthersAreNot() {
        String flooder = "Authorization: Bearer " + shop.server().access().createToken("flooder", Role.OPERATOR);
        String json = "Content-Type: application/json";
        String key = "Idempotency-Key: again";
        Reply first = shop.send("POST", "/api/v1/tasks", request("wait"), flooder, json, key);
        Reply last = Awaitility.await()
                .until(
                        () -> shop.send("POST", "/api/v1/tasks", request("wait"), flooder, json),
                        reply -> reply.status() != 202);
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.json()).containsEntry("code", "too_many_requests");

        Reply repeated = shop.send("POST", "/api/v1/tasks", request("wait"), flooder, json, key);
        assertThat(repeated.json().get("task_id")).isEqualTo(first.json().get("task_id"));

        Reply mine = shop.ask("POST", "/api/v1/tasks", request("wait"));
        assertThat(mine.status()).isEqualTo(202);

        // an operator stops what is his own, an administrator everything
        Reply foreign = shop.send("POST", mine.header("location") + "/cancel", "", flooder);
        assertThat(foreign.status()).isEqualTo(403);
        for (String status : List.of("pending", "running")) {
            Reply waiting = shop.ask("GET", "/api/v1/tasks?limit=500&status=" + status, null);
            for (Object item : (List<?>) waiting.json().getOrDefault("items", List.of())) {
                Object id = ((Map<?, ?>) item).get("task_id");
                assertThat(shop.ask("POST", "/api/v1/tasks/" + id + "/cancel", null)
                                .status())
                        .isIn(202, 409);
            }
        }
        ended(mine.json().get("task_id"));
    }

    @Test
    void pagesFollowEachOtherWithoutAGap() {
        Map<String, Object> request = new LinkedHashMap<>(Json.readObject(request("train")));
        request.remove("product_id");
        request.remove("model_type");
        request.put("product_ids", List.of("P001", "P002"));
        request.put("model_types", List.of("toy"));
        Reply batch = shop.ask("POST", "/api/v1/batches", Json.write(request));
        assertThat(batch.status()).as(batch.body()).isEqualTo(202);
        Reply shown = shop.ask("GET", batch.header("location"), null);
        assertThat((List<?>) shown.json().get("task_ids")).hasSize(2);

        String list = "/api/v1/tasks?limit=1&batch_id=" + batch.json().get("batch_id");
        Map<String, Object> first = shop.ask("GET", list, null).json();
        Map<String, Object> second = shop.ask("GET", list + "&cursor=" + first.get("next_cursor"), null)
                .json();
        assertThat(second.get("next_cursor")).isNull();
        assertThat(List.of(id(first), id(second)))
                .hasSameElementsAs(ids(shown.json().get("task_ids")));
    }

    private static List<String> ids(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static String id(Map<String, Object> page) {
        return String.valueOf(((Map<?, ?>) ((List<?>) page.getOrDefault("items", List.of())).get(0)).get("task_id"));
    }

    @Test
    void everyFaultOfARequestIsNamed() {
        Reply reply = shop.ask("POST", "/api/v1/tasks", "{\"model_type\":\"toi\",\"epochs\":0,\"epoch\":1}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains("training_mode", "did you mean 'toy'?", "did you mean 'epochs'?", "1 to 10000");
    }
}
