package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A command says the same, to people and to programs, whether a server has the data directory or not. */
@OnOneJava
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAnswersIT {
    private static final String MODEL = "product_007_all_seasonal_naive";

    private final InProcess shop;
    private final String taskId;
    private final Map<String, Shop.Answer> fromServer = new HashMap<>();

    SameAnswersIT(@TempDir Path home) throws IOException {
        this.shop = new InProcess(home.resolve("data"));
        Path file = Files.writeString(home.resolve("sales.csv"), SmallSales.csv(300));
        assertThat(shop.run("data", "import", file.toString(), "--yes").exit()).isZero();
        String[] train = {"train", "--mode", "product", "--product", "007", "--model", "seasonal_naive", "--json"};
        this.taskId =
                String.valueOf(Json.readObject(shop.run(train).out().strip()).get("task_id"));
        try (ServerProcess server = ServerProcess.start(home.resolve("data"))) {
            for (String command : commands()) {
                fromServer.put(command, run(command));
            }
            assertThat(server.stop()).isZero();
        }
    }

    static List<String> commands() {
        return List.of(
                "data list",
                "data list --json",
                "data report import-000001",
                "data report import-000001 --json",
                "data report nothing --json",
                "task list",
                "task list --json",
                "task list --json --status completed --model seasonal_naive --mode product --limit 1",
                "task list --status finished --json",
                "task show TASK",
                "task show TASK --json",
                "task show nothing --json",
                "task log TASK",
                "task log TASK --json",
                "task cancel TASK --json",
                "model list",
                "model list --json",
                "model list --verdict good --json",
                "model show " + MODEL,
                "model show " + MODEL + " --json",
                "model show nothing",
                "model compare " + MODEL + "_v1 " + MODEL,
                "model history " + MODEL + " --json",
                "model verify --all --json",
                "forecast --model " + MODEL + " --days 3",
                "forecast --model " + MODEL + " --days 3 --format csv --quantiles 0.1,0.9",
                "forecast --model " + MODEL + " --days 300 --json",
                "forecast --model nothing --json",
                "train --mode produkt --model nothing --epochs 0 --json",
                "backtest --mode nothing --json",
                "backtest list",
                "backtest list --json",
                "backtest show nothing --json",
                "token list --json");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void withAndWithoutAServer(String command) {
        assertThat(run(command)).isEqualTo(fromServer.get(command));
    }

    private Shop.Answer run(String command) {
        return shop.run(command.replace("TASK", taskId).split(" "));
    }
}
