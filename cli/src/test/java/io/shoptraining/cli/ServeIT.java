package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.client.Fields;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command line with a server that has the data directory: it finds it, and the server does the work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeIT {
    private static final Duration WAIT = Duration.ofMinutes(2);

    private final Path home;
    private final Path sales;
    private final InProcess shop;
    private final String firstToken;
    private final ServerProcess server;

    ServeIT(@TempDir Path home) throws IOException {
        this.home = home;
        this.shop = new InProcess(home.resolve("data"));
        this.sales = Files.writeString(home.resolve("sales.csv"), SmallSales.csv(300));
        assertThat(shop.run("data", "import", sales.toString(), "--yes").exit()).isZero();
        this.server = ServerProcess.start(home.resolve("data"));
        this.firstToken = server.ready().text("token");
    }

    @BeforeAll
    void theFirstStartShowsATokenOfAnAdministrator() {
        assertThat(server.url()).startsWith("http://127.0.0.1:");
        assertThat(firstToken).hasSizeGreaterThan(40);
        assertThat(server.ready().number("pid")).isPresent();
    }

    @AfterAll
    void end() {
        server.close();
    }

    @Test
    void aSecondServerIsToldWhoHasTheStore() {
        Shop.Answer answer = new Shop(home.resolve("data")).run("serve", "--port", "0");
        assertThat(answer.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .contains("is in use by process " + server.ready().text("pid"))
                .contains(server.url())
                .hasLineCount(1);
    }

    @Test
    void aPortThatIsTakenIsOneClearError() {
        String port = server.url().replaceAll(".*:", "");
        Shop.Answer answer = new Shop(home.resolve("other")).run("serve", "--port", port);
        assertThat(answer.exit()).isNotZero();
        assertThat(answer.err()).contains("port " + port).doesNotContain("\tat ");
        assertThat(new Shop(home.resolve("other")).run("task", "list").exit()).isZero();
    }

    @Test
    void aTaskIsHandedOverAndWatchedToItsEnd() {
        Shop.Answer handed = train("seasonal_naive", "--json");
        assertThat(handed.exit()).isZero();
        String id = task(handed).text("task_id");

        Shop.Answer watched = shop.run("task", "watch", id, "--json");
        assertThat(watched.exit()).isZero();
        List<Fields> events =
                watched.lines().stream().map(Json::readObject).map(Fields::new).toList();
        assertThat(events).extracting(e -> e.text("event")).contains("training_update", "training_completed");
        assertThat(events.get(events.size() - 1).text("status")).isEqualTo("completed");
        assertThat(events).extracting(e -> e.number("seq").orElseThrow()).isSorted();
        assertThat(shop.run("task", "watch", id, "--json").out()).isEqualTo(watched.out());
    }

    @Test
    void trainingWithWatchEndsWithTheTaskAndItsFigures() {
        Shop.Answer answer = train("seasonal_naive", "--watch");
        assertThat(answer.exit()).isZero();
        assertThat(answer.out()).contains("completed, accepted: product_007_all_seasonal_naive_v", "wape");
        assertThat(answer.err()).contains("Task ");
    }

    @Test
    void trainingWithWatchAsJsonPrintsEventsAndNothingElse() {
        Shop.Answer answer = train("seasonal_naive", "--watch", "--json");
        assertThat(answer.exit()).isZero();
        assertThat(answer.lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Json.readObject(line)).containsKeys("seq", "event", "ts", "task_id"));
    }

    @Test
    void aComparisonThatHasEndedIsNotCancelled() {
        Shop.Answer measured =
                shop.run("backtest", "--mode", "product", "--product", "007", "--models", "seasonal_naive", "--json");
        assertThat(measured.exit()).as(measured.err()).isZero();
        Shop.Answer cancelled = shop.run("backtest", "cancel", task(measured).text("backtest_id"));
        assertThat(cancelled.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(cancelled.err()).contains("is completed and can no longer be cancelled");
        assertThat(shop.run("backtest", "cancel", "none").exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(shop.run("backtest").err()).contains("give --mode");
    }

    @Test
    void aComparisonIsFoundAgain() throws IOException {
        Path first = home.resolve("first");
        Shop.Answer made = shop.run(
                "backtest",
                "--mode",
                "product",
                "--product",
                "007",
                "--model",
                "seasonal_naive",
                "--output",
                first.toString());
        assertThat(made.exit()).as(made.err()).isZero();
        String id = made.err().replaceAll("(?s).*Backtest (\\S+) has begun.*", "$1");
        assertThat(made.err()).contains("--data " + home.resolve("data") + " backtest show " + id);

        Shop.Answer shown = shop.run("backtest", "show", id);
        assertThat(shown.out())
                .contains("status:      completed", "products:    007")
                .contains(made.out());
        assertThat(task(shop.run("backtest", "show", id, "--json"))).satisfies(backtest -> {
            assertThat(backtest.text("backtest_id")).isEqualTo(id);
            assertThat(backtest.list("leaderboard"))
                    .extracting(row -> row.text("model_type"))
                    .contains("seasonal_naive");
            assertThat(Files.readString(first.resolve("leaderboard.json")).strip())
                    .isEqualTo(backtest.json());
        });
        assertThat(Files.readString(first.resolve("leaderboard.csv")))
                .startsWith("rank,model_type,wape")
                .contains(",vs_best_rule,", ",seasonal_naive,");
        assertThat(shop.run("backtest", "show", id, "--output", first.toString())
                        .err())
                .contains("leaderboard.csv exists; name a directory without it");
        assertThat(shop.run(
                                "backtest",
                                "show",
                                id,
                                "--output",
                                home.resolve("second").toString())
                        .exit())
                .isZero();
        assertThat(home.resolve("second/leaderboard.csv")).hasSameTextualContentAs(first.resolve("leaderboard.csv"));
        assertThat(shop.run("backtest", "list").out()).contains(id, "completed", "100%");
        assertThat(shop.run("backtest", "list", "--json").lines())
                .anySatisfy(line -> assertThat(line).contains(id));
        assertThat(shop.run("backtest", "show", "none").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aRefusedRequestIsToldAsWithoutAServer() {
        Shop.Answer answer = train("mlstmm", "--epochs", "0");
        assertThat(answer.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err())
                .contains("the request has 2 faults", "did you mean 'mlstm'?", "epochs: 0 is out of range");
    }

    @Test
    void aTokenOfAViewerLooksAndChangesNothing() {
        Fields viewer = task(shop.run("token", "create", "Ann", "--role", "viewer", "--json"));
        String secret = viewer.text("secret");
        assertThat(shop.run("task", "list", "--token", secret).exit()).isZero();
        Shop.Answer refused = train("seasonal_naive", "--token", secret);
        assertThat(refused.exit()).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(shop.run("token", "revoke", viewer.text("id")).exit()).isZero();
        assertThat(shop.run("task", "list", "--token", secret).exit()).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(shop.run("token", "list", "--json").out()).doesNotContain(secret);
    }

    @Test
    void theLocalSecretIsForTheServerOfItsDirectoryAlone() {
        Shop.Answer other = new InProcess(home.resolve("elsewhere")).run("task", "list", "--server", server.url());
        assertThat(other.exit()).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(shop.run("task", "list", "--server", server.url()).exit()).isZero();
    }

    @Test
    void termSendsATaskBackToTheQueueAndTheNextStartGoesOnWithIt() {
        Path data = home.resolve("stopped");
        InProcess stopped = new InProcess(data);
        assertThat(stopped.run("data", "import", sales.toString(), "--yes").exit())
                .isZero();
        String id;
        try (ServerProcess first = ServerProcess.start(data)) {
            id = task(train(stopped, "mlstm", "--epochs", "3000", "--set", "patience=1000", "--json"))
                    .text("task_id");
            await(stopped, id, "running");
            assertThat(first.stop()).isZero();
        }
        Fields waiting = task(stopped.run("task", "show", id, "--json"));
        assertThat(waiting.text("status")).isEqualTo("pending");
        assertThat(waiting.text("message")).contains("the server stopped");

        try (ServerProcess second = ServerProcess.start(data)) {
            assertThat(second.ready().text("token")).isEmpty();
            await(stopped, id, "running");
            assertThat(stopped.run("task", "cancel", id).exit()).isZero();
            await(stopped, id, "cancelled");
            assertThat(second.stop()).isZero();
        }
    }

    @Test
    void theLogIsOneObjectALineForItsOwnerAlone() throws IOException {
        Path log = home.resolve("data/logs/server.log");
        assertThat(Files.readAllLines(log))
                .allSatisfy(line -> assertThat(Json.readObject(line)).containsKeys("ts", "level", "message"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(log)).doesNotContain(firstToken);
    }

    private static void await(InProcess shop, String id, String status) {
        Awaitility.await()
                .atMost(WAIT)
                .until(() -> task(shop.run("task", "show", id, "--json")).is("status", status));
    }

    private Shop.Answer train(String type, String... more) {
        return train(shop, type, more);
    }

    private static Shop.Answer train(InProcess shop, String type, String... more) {
        String[] line = {"train", "--mode", "product", "--product", "007", "--model", type};
        return shop.run(Stream.concat(Arrays.stream(line), Arrays.stream(more)).toArray(String[]::new));
    }

    private static Fields task(Shop.Answer answer) {
        return new Fields(Json.readObject(answer.out().strip()));
    }
}
