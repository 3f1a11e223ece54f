package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.inference.Backtest;
import io.shoptraining.inference.BacktestResult;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestsTest {
    @TempDir
    Path root;

    private Server server;

    @BeforeEach
    void open() {
        server = Toys.server(root);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Map<String, Object> request(Object types, Object... more) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of(
                "training_mode", "product", "product_id", "P001", "horizon", 7, "folds", 3, "model_types", types));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(String.valueOf(more[i]), more[i + 1]);
        }
        return fields;
    }

    private Backtest awaitEnd(Backtest backtest) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> server.backtests().require(backtest.backtestId()), now -> now.endTime() != null);
    }

    @Test
    void theLeaderboardIsSortedByWapeAndAlwaysHasTheSeasonalNaive() {
        Backtest asked = server.backtests().submit(request(List.of("toy", "toy_best")), "ann");
        assertThat(asked.status()).isIn("pending", "running");
        assertThat(asked.owner()).isEqualTo("ann");
        assertThat(asked.modelTypes()).containsExactly("seasonal_naive", "toy", "toy_best");

        Backtest done = awaitEnd(asked);

        assertThat(done.status()).isEqualTo("completed");
        assertThat(done.progress()).isEqualTo(100);
        assertThat(done.leaderboard())
                .extracting(BacktestResult::modelType)
                .containsExactly("toy_best", "toy", "seasonal_naive");
        assertThat(done.leaderboard().get(0).windows()).hasSize(1);
        assertThat(done.request()).isEqualTo(request(List.of("toy", "toy_best")));
    }

    @Test
    void aModelTypeThatFailsHasItsReasonAndNoNumber() {
        Backtest done = awaitEnd(server.backtests().submit(request(List.of("toy_broken")), "ann"));
        assertThat(done.status()).isEqualTo("completed");
        BacktestResult failed = done.leaderboard().get(1);
        assertThat(failed.modelType()).isEqualTo("toy_broken");
        assertThat(failed.metrics()).isNull();
        assertThat(failed.trainingSeconds()).isNull();
        assertThat(failed.errorCode()).isEqualTo(ErrorCode.DATA_REFUSED);
        assertThat(failed.error()).isEqualTo("all days are 0");
    }

    @Test
    void aBacktestGoesOnAfterARestartAndMeasuresNothingTwice() {
        long seed = ProcessHandle.current().pid() * 1000L + 17;
        Path marker = new DataDirectory(root).nativeCache().resolve("toy-" + seed);
        Backtest asked =
                server.backtests().submit(request(List.of("toy", "toy_waits_once", "toy_best"), "seed", seed), "ann");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(marker));
        Backtest half = server.backtests().require(asked.backtestId());
        assertThat(half.status()).isEqualTo("running");
        assertThat(half.progress()).isEqualTo(50);
        assertThat(half.leaderboard()).extracting(BacktestResult::modelType).containsExactly("toy", "seasonal_naive");
        server.close();

        server = Toys.server(root);
        Backtest done = awaitEnd(asked);

        assertThat(done.status()).isEqualTo("completed");
        assertThat(done.leaderboard())
                .extracting(BacktestResult::modelType)
                .containsExactly("toy_best", "toy", "toy_waits_once", "seasonal_naive");
        // the toy worker tells its process by the seconds of training
        assertThat(seconds(done, "toy")).isEqualTo(seconds(half, "toy")).isNotEqualTo(seconds(done, "toy_best"));
    }

    private static double seconds(Backtest backtest, String type) {
        return backtest.leaderboard().stream()
                .filter(result -> result.modelType().equals(type))
                .map(BacktestResult::trainingSeconds)
                .map(Objects::requireNonNull)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allModelTypesAreThoseThatAreAvailableHere() {
        assertThat(server.backtests().submit(request("all"), "ann").modelTypes())
                .containsExactlyInAnyOrderElementsOf(ToyWorker.TYPES);
    }

    @Test
    void everyFaultOfARequestIsToldOnce() {
        Map<String, Object> request = request(List.of("toy", "toyy"), "horizon", 0, "model_type", "toy");
        request.put("product_id", "P003");
        assertThatThrownBy(() -> server.backtests().submit(request, "ann"))
                .isInstanceOfSatisfying(ShopTrainingException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(e.faults())
                            .extracting(FieldFault::field)
                            .containsExactly("model_type", "model_types", "product_id", "horizon");
                })
                .hasMessageContaining("'toyy' is unknown")
                .hasMessageContaining("did you mean");
        Map<String, Object> none = request(List.of());
        assertThatThrownBy(() -> server.backtests().submit(none, "ann")).hasMessageContaining("model_types");
        none.remove("model_types");
        assertThatThrownBy(() -> server.backtests().submit(none, "ann")).hasMessageContaining("is missing");
        assertThatThrownBy(() -> server.backtests().submit(request("all", "folds", 50), "ann"))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIES_TOO_SHORT));
        assertThat(server.backtests().page(null, 10).items()).isEmpty();
    }

    @Test
    void aRunningComparisonIsCancelledByItsOwnerAndItsWorkerIsFree() {
        Backtest asked = server.backtests().submit(request(List.of("toy", "toy_waits_once"), "seed", seed()), "ann");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(marker()));
        refused(ErrorCode.FORBIDDEN, () -> server.backtests().cancel(asked.backtestId(), operator("ben")));
        refused(
                ErrorCode.FORBIDDEN,
                () -> server.backtests().cancel(asked.backtestId(), new Principal("ann", "ann", Role.VIEWER)));

        Backtest cancelled = server.backtests().cancel(asked.backtestId(), operator("ann"));

        assertThat(cancelled.status()).isEqualTo("cancelled");
        Backtest waiting = server.backtests().submit(request(List.of("toy")), "ben");
        assertThat(awaitEnd(waiting).status()).isEqualTo("completed");
        Backtest after = server.backtests().require(asked.backtestId());
        assertThat(after.status()).isEqualTo("cancelled");
        assertThat(after.endTime()).isEqualTo(cancelled.endTime());
        assertThat(after.leaderboard()).extracting(BacktestResult::modelType).containsExactly("toy", "seasonal_naive");
        refused(ErrorCode.CONFLICT, () -> server.backtests().cancel(asked.backtestId(), Principal.LOCAL));
        refused(ErrorCode.CONFLICT, () -> server.backtests().cancel(waiting.backtestId(), Principal.LOCAL));
        refused(ErrorCode.NOT_FOUND, () -> server.backtests().cancel("none", Principal.LOCAL));
    }

    @Test
    void noMoreThanTwentyComparisonsOfOneOwnerWait() {
        server.backtests().submit(request(List.of("toy_waits_once"), "seed", seed()), "ann");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(marker()));
        Backtest last = null;
        for (int i = 1; i < 20; i++) {
            last = server.backtests().submit(request(List.of("toy")), "ann");
        }
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> server.backtests().submit(request(List.of("toy")), "ann"));
        assertThat(server.backtests().submit(request(List.of("toy")), "ben").status())
                .isEqualTo("pending");
        server.backtests().cancel(Objects.requireNonNull(last).backtestId(), operator("ann"));
        assertThat(server.backtests().submit(request(List.of("toy")), "ann").status())
                .isEqualTo("pending");
    }

    @Test
    void whatPassesIsTriedAgainAndNoModelTypeIsBlamedForIt() {
        server.close();
        AtomicInteger looks = new AtomicInteger();
        TrainingData data = Toys.data(400);
        TrainingData busy = new TrainingData() {
            @Override
            public Optional<DataSnapshot> current() {
                return data.current();
            }

            @Override
            public DataSnapshot snapshot(String id) {
                if (looks.incrementAndGet() == 1) {
                    throw new ShopTrainingException(ErrorCode.IO_ERROR, "the disk is busy");
                }
                return data.snapshot(id);
            }

            @Override
            public int availableDays(DataSnapshot snapshot, TrainingSpec spec) {
                return data.availableDays(snapshot, spec);
            }
        };
        server = Server.open(new DataDirectory(root), Toys.SETTINGS, Toys.parts(busy), "test");
        Backtest asked = server.backtests().submit(request(List.of("toy")), "ann");
        await().atMost(Duration.ofSeconds(60)).until(() -> looks.get() > 0);
        // the next one wakes whoever waits to try again
        server.backtests().submit(request(List.of("toy")), "ann");

        assertThat(awaitEnd(asked).leaderboard())
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.metrics()).isNotNull());
    }

    @Test
    void aModelTypeIsNotBlamedForWorkersThatCannotStart() {
        server.close();
        Server.Parts parts = Toys.parts(Toys.data(400));
        Server.Parts broken =
                new Server.Parts(parts.catalog(), parts.data(), "no.such.Worker", parts.workerClassPath(), "test");
        server = Server.open(new DataDirectory(root), Toys.SETTINGS, broken, "test");
        Backtest asked = server.backtests().submit(request(List.of("toy")), "ann");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.pool().status().started() >= 2);
        server.backtests().submit(request(List.of("toy")), "ann");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.pool().status().started() >= 3);
        assertThat(server.backtests().require(asked.backtestId()).leaderboard()).isEmpty();
        server.close();

        server = Toys.server(root);
        assertThat(awaitEnd(asked).leaderboard())
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.metrics()).isNotNull());
    }

    @Test
    void progressThatCannotBeWrittenDoesNotEndWhatIsMeasured() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + new DataDirectory(root).database());
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TRIGGER held BEFORE UPDATE OF progress ON backtests"
                    + " WHEN NEW.rows = OLD.rows AND NEW.status = OLD.status BEGIN SELECT RAISE(ABORT, 'held'); END");
        }
        Backtest done = awaitEnd(server.backtests().submit(request(List.of("toy")), "ann"));
        assertThat(done.leaderboard())
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.metrics()).isNotNull());
    }

    private static long seed() {
        return ProcessHandle.current().pid() * 1000L + 18;
    }

    private Path marker() {
        return new DataDirectory(root).nativeCache().resolve("toy-" + seed());
    }

    private static Principal operator(String id) {
        return new Principal(id, id, Role.OPERATOR);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
