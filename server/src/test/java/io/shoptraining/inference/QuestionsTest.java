package io.shoptraining.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.Provenance;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.server.ToyWorker;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.workerpool.PoolSettings;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private WorkerPool pool;
    private Questions questions;

    @BeforeEach
    void open() {
        WorkerSettings settings = new WorkerSettings(
                ToyWorker.class.getName(),
                System.getProperty("java.class.path"),
                "48m",
                directory,
                directory,
                Duration.ofSeconds(30));
        pool = new WorkerPool(settings, PoolSettings.of(1));
        questions = new Questions(pool, 1);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static TrainingSpec spec(String behaviour) {
        return new TrainingSpec(
                SeriesScope.product("P001", Ids.all()), "toy", Map.of("behaviour", behaviour), 1, 14, 56, 4, 42);
    }

    private int ask(String behaviour, Duration limit) {
        String id = UUID.randomUUID().toString();
        TrainingSpec spec = spec(behaviour);
        WorkerCommand command = new WorkerCommand.Predict(id, spec, null, Map.of(), "sales", "ab", 3, List.of());
        try (Questions.Turn turn = questions.turn()) {
            return turn.ask(
                            command,
                            id,
                            limit,
                            report -> report instanceof WorkerReport.Predicted answer
                                            && answer.requestId().equals(id)
                                            && answer.last()
                                    ? Optional.of(answer.from() + answer.rows().size())
                                    : Optional.empty())
                    .answer();
        }
    }

    private void refused(ErrorCode code, String behaviour, Duration limit) {
        assertThatThrownBy(() -> ask(behaviour, limit))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aWorkerThatAnsweredIsAskedAgain() {
        assertThat(ask("train", LONG)).isEqualTo(3);
        assertThat(ask("train", LONG)).isEqualTo(3);
        assertThat(pool.status().started()).isEqualTo(1);
    }

    @Test
    void aWorkerThatTakesTooLongIsEnded() {
        refused(ErrorCode.TIME_LIMIT, "forecast_slow", Duration.ofMillis(1));
        assertThat(pool.size()).isZero();
    }

    @Test
    void theSecondWorkerAnswersWhenTheFirstIsLostAndThereIsNoThird() {
        assertThat(ask("forecast_lost_once", LONG)).isEqualTo(3);
        assertThat(pool.status().started()).isEqualTo(2);
        refused(ErrorCode.WORKER_LOST, "forecast_lost", LONG);
        assertThat(pool.status().started()).isEqualTo(3);
    }

    @Test
    void aPoolThatClosesSaysSo() {
        pool.close();
        refused(ErrorCode.SHUTTING_DOWN, "train", LONG);
    }

    @Test
    void whoeverComesWhenAllTurnsAreTakenWaitsWithoutAWorker() throws Exception {
        waitsForItsTurn(() -> ask("train", LONG));
    }

    @Test
    void anImportedModelIsLoadedInItsTurnToo() throws Exception {
        ModelMetadata model = new ModelMetadata(
                ModelMetadata.FORMAT,
                "product_P001_all_toy_v1",
                "product_P001_all_toy",
                1,
                "task",
                1,
                Json.toMap(spec("train")),
                new Metrics(Map.of(), Map.of()),
                "accepted",
                null,
                Map.of(),
                List.of(),
                List.of(),
                new Provenance("snap-1", "ab".repeat(32), "test 1", "17", "0.1.0"),
                "2026-01-02T03:04:05Z");
        LoadCheck check = new LoadCheck(questions);
        waitsForItsTurn(() -> check.require(model, null));
    }

    private void waitsForItsTurn(Runnable asking) throws Exception {
        FutureTask<Boolean> work = new FutureTask<>(asking, true);
        Thread thread = new Thread(work);
        try (Questions.Turn turn = questions.turn()) {
            assertThat(turn).isNotNull();
            thread.start();
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            assertThat(pool.status().started()).isZero();
        }
        assertThat(work.get()).isTrue();
        assertThat(pool.status().started()).isEqualTo(1);
    }
}
