package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.sales.SampleChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The program as users start it, with real trainings; whatever disturbs them, the models are the same bit for bit. */
class RealTrainingIT {
    @TestFactory
    Stream<DynamicTest> i10ADisturbedTrainingGivesTheSameModel() {
        return Rounds.of("I10", "worker killed, server killed, server told to end: the same model", 1, round -> {
            importSales(round);
            ServerProcess server = round.serveReal();
            round.reader();
            Client client = round.client();
            String undisturbed = client.submit(mlstm());
            String baseline = client.submit(request("seasonal_naive", 1));
            assertThat(client.awaitEnd(undisturbed)).containsEntry("status", "completed");
            assertThat(client.awaitEnd(baseline)).containsEntry("status", "completed");

            String disturbed = client.submit(mlstm());
            long worker = Client.processId(client.awaitWork(disturbed, 15));
            server.exitWithin(Duration.ofMillis(round.random().nextInt(300)));
            round.history().fault("SIGKILL worker " + worker);
            ServerProcess.signal("KILL", worker);
            client.awaitTask(disturbed, "the second attempt", task -> attempt(task) >= 2 && Client.processId(task) > 0);
            round.kill(server);
            server = round.serveReal();
            client.awaitTask(disturbed, "the third attempt", task -> attempt(task) >= 3 && Client.processId(task) > 0);
            round.history().fault("SIGTERM");
            server.terminate();
            server.exit(Duration.ofSeconds(30));
            round.serveReal();
            assertThat(client.awaitEnd(disturbed)).containsEntry("status", "completed");
            assertThat(modelHash(round, disturbed)).isEqualTo(modelHash(round, undisturbed));
        });
    }

    @TestFactory
    Stream<DynamicTest> f38ARealWorkerRunsOutOfHeap() {
        return Rounds.of("F38b", "a real worker has too little heap", 1, round -> {
            importSales(round);
            round.configure("worker_heap", "10m");
            round.serveReal();
            round.reader();
            Map<String, Object> failed = round.client().awaitEnd(round.client().submit(mlstm()));
            assertThat(failed).containsEntry("status", "failed").containsEntry("error_code", "out_of_heap");
        });
    }

    @TestFactory
    Stream<DynamicTest> f39ARealWorkerRunsOutOfNativeMemory() {
        return Rounds.of("F39", "real workers grow past their limit, or get no more memory of the system", 1, round -> {
            Rounds.require(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit", "SHOPTRAINING_REQUIRE_PRLIMIT");
            importSales(round);
            ServerProcess server = round.serveReal();
            round.reader();
            Client client = round.client();
            Map<String, Object> large = request("mlstm", 2_000);
            large.put("memory_limit_mb", 128);
            Map<String, Object> failed = client.awaitEnd(client.submit(large));
            assertThat(failed).containsEntry("status", "failed").containsEntry("error_code", "out_of_memory");

            String starved = client.submit(request("mlstm", 2_000));
            Map<String, Object> now = client.awaitWork(starved, 0);
            for (int attempt = 0;
                    !Client.isEnded(now);
                    now = client.task(starved).orElseThrow()) {
                // a worker that dies before it has read its command is no fault of the task
                boolean isAtWork = Client.processId(now) > 0 && !"starting".equals(now.get("message"));
                if (attempt(now) > attempt && isAtWork) {
                    attempt = attempt(now);
                    round.history().fault("prlimit --as for worker " + Client.processId(now));
                    ServerProcess.run("prlimit", "--pid", "" + Client.processId(now), "--as=100000000:100000000");
                }
                server.exitWithin(Duration.ofMillis(50));
            }
            assertThat(now).containsEntry("status", "failed");
            assertThat(String.valueOf(now.get("error"))).isNotEmpty();
            assertThat(server.isAlive()).isTrue();
            assertThat(client.awaitEnd(client.submit(request("seasonal_naive", 1))))
                    .containsEntry("status", "completed");
        });
    }

    private static int attempt(Map<String, Object> task) {
        return task.get("attempt") instanceof Integer attempt ? attempt : 0;
    }

    private static String modelHash(Round round, String taskId) throws IOException {
        String prefix = String.valueOf(round.client().task(taskId).orElseThrow().get("filename_prefix"));
        Path metadata = round.savedModels().resolve(prefix + "_metadata.json");
        Map<String, Object> json = Json.readObject(Files.readString(metadata));
        for (Object file : (List<?>) json.getOrDefault("manifest", List.of())) {
            Map<String, Object> entry = Json.toMap(file);
            if (String.valueOf(entry.get("kind")).equals("model")) {
                return String.valueOf(entry.get("sha256"));
            }
        }
        throw new AssertionError(metadata + " names no model");
    }

    private static Map<String, Object> mlstm() {
        return request("mlstm", 12);
    }

    private static Map<String, Object> request(String type, int epochs) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("training_mode", "product");
        request.put("product_id", "P001");
        request.put("store_id", "S001");
        request.put("model_type", type);
        request.put("epochs", epochs);
        return request;
    }

    private static void importSales(Round round) {
        Path folder = round.home().resolve("sample");
        SampleChain.write(folder);
        assertThat(round.command("data", "import", folder.resolve("sales.csv").toString(), "--yes"))
                .isZero();
    }
}
