package io.shoptraining.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.testing.RandomSeeds;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineCodecTest {
    private static final String[] PIECES = {
        "a", "\n", "\r\n", "\"", "\\", "药", "\u2028", "\u0000", "{", "\uD83D\uDE00", " "
    };

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static @Nullable Double maybe(Random random) {
        return random.nextBoolean() ? null : Double.valueOf(random.nextGaussian() * 1e6);
    }

    private static TrainingSpec spec(Random random) {
        List<SeriesScope> scopes = List.of(
                SeriesScope.product("P" + random.nextInt(9), random.nextBoolean() ? Ids.all() : Ids.of("S_1")),
                SeriesScope.store("药", Ids.of("b", "a")),
                SeriesScope.global(
                        Ids.all(), Ids.of("x"), List.of(Aggregation.values()).get(random.nextInt(6))));
        Map<String, Object> settings = Map.of("n", random.nextInt(), "x", random.nextDouble(), "word", text(random));
        return new TrainingSpec(scopes.get(random.nextInt(3)), "mlstm", settings, 1, 2, 7, 4, random.nextInt());
    }

    private static Map<String, Object> description(Random random) {
        return Map.of("features", List.of("lag_7", text(random)), "scale", Map.of("mean", random.nextDouble()));
    }

    @RandomSeeds
    void everyCommandSurvivesItsLine(Random random) {
        List<WorkerCommand> commands = List.of(
                new WorkerCommand.Train(
                        text(random),
                        random.nextInt(),
                        spec(random),
                        text(random),
                        text(random),
                        text(random),
                        random.nextBoolean() ? null : text(random)),
                new WorkerCommand.Predict(
                        text(random),
                        spec(random),
                        random.nextBoolean() ? null : text(random),
                        description(random),
                        text(random),
                        text(random),
                        random.nextInt(),
                        List.of(
                                new PlannedDay(null, text(random), "2026-01-31", Map.of("promotion", 1.0)),
                                new PlannedDay(text(random), null, "2026-02-01", Map.of()))),
                new WorkerCommand.Backtest(text(random), spec(random), text(random), text(random)),
                new WorkerCommand.Check(
                        text(random), spec(random), random.nextBoolean() ? null : text(random), description(random)),
                new WorkerCommand.Cancel(text(random)),
                new WorkerCommand.Suspend(text(random)),
                new WorkerCommand.Shutdown());
        assertThat(commands).hasSize(WorkerCommand.class.getPermittedSubclasses().length);
        for (WorkerCommand command : commands) {
            String line = LineCodec.encode(command);
            assertThat(line).doesNotContain("\n", "\r").startsWith("{\"command\":");
            assertThat(LineCodec.command(line)).isEqualTo(command);
        }
    }

    @RandomSeeds
    void everyReportSurvivesItsLine(Random random) {
        Progress progress = new Progress(
                List.of(Stage.values()).get(random.nextInt(4)),
                random.nextDouble() * 100,
                random.nextInt(9),
                10,
                maybe(random),
                maybe(random),
                random.nextBoolean() ? null : Integer.valueOf(3),
                maybe(random),
                text(random));
        StagedFile file = new StagedFile("model", "model.pth.part", random.nextLong(), "ab".repeat(32));
        Metrics metrics = new Metrics(Map.of("r2", random.nextGaussian()), Map.of("mape", text(random)));
        List<WorkerReport> reports = List.of(
                new WorkerReport.Ready(random.nextLong(), text(random)),
                new WorkerReport.Heartbeat(random.nextLong()),
                new WorkerReport.Progressed(text(random), random.nextInt(), progress),
                new WorkerReport.Logged(text(random), random.nextInt(), "INFO", text(random)),
                new WorkerReport.Checkpointed(text(random), 1, random.nextInt(), random.nextBoolean(), file),
                new WorkerReport.Finished(
                        text(random),
                        1,
                        List.of(file),
                        metrics,
                        description(random),
                        List.of(new CurvePoint(1, random.nextDouble(), random.nextDouble())),
                        random.nextDouble()),
                new WorkerReport.Failed(
                        text(random),
                        1,
                        List.of(ErrorCode.values()).get(random.nextInt(ErrorCode.values().length)),
                        text(random)),
                new WorkerReport.Cancelled(text(random), random.nextInt()),
                new WorkerReport.Suspended(text(random), random.nextInt(), random.nextInt()),
                new WorkerReport.Backtested(
                        text(random),
                        text(random),
                        metrics,
                        metrics,
                        List.of(new WorkerReport.BacktestRow(1, "2026-01-02", "2026-01-08", 3, metrics, metrics)),
                        random.nextDouble()),
                new WorkerReport.Checked(text(random)),
                new WorkerReport.Predicted(
                        text(random),
                        random.nextInt(),
                        List.of(new WorkerReport.ForecastRow(
                                random.nextBoolean() ? null : text(random),
                                random.nextBoolean() ? null : text(random),
                                "2026-01-02",
                                random.nextDouble(),
                                Map.of("0.1", random.nextDouble()))),
                        random.nextBoolean()));
        assertThat(reports.stream().map(Object::getClass).distinct())
                .hasSize(WorkerReport.class.getPermittedSubclasses().length);
        for (WorkerReport report : reports) {
            String line = LineCodec.encode(report);
            assertThat(line).doesNotContain("\n", "\r").startsWith("{\"report\":");
            assertThat(LineCodec.report(line)).isEqualTo(report);
        }
    }

    @Test
    void theForecastOfALargePanelComesInLinesHoweverLongTheIdsAre() {
        String id = "\"".repeat(200);
        Map<String, Double> quantiles = IntStream.range(0, 11)
                .boxed()
                .collect(Collectors.toMap(level -> "0.97" + level, level -> -Math.PI * 1e-300));
        List<WorkerReport.ForecastRow> rows = Stream.iterate(0, day -> day + 1)
                .limit(20_500)
                .map(day -> new WorkerReport.ForecastRow(id, id, "2026-01-02", day, quantiles))
                .toList();
        List<WorkerReport.Predicted> parts = WorkerReport.Predicted.parts("r", rows);
        assertThat(parts.stream().flatMap(part -> part.rows().stream())).isEqualTo(rows);
        assertThat(parts).hasSize(21).allSatisfy(part -> {
            assertThat(part.from()).isEqualTo((int) part.rows().get(0).mean());
            assertThat(part.last()).isEqualTo(part.from() == 20_000);
            assertThat(LineCodec.encode(part)).hasSizeLessThan(LineCodec.MOST_CHARACTERS / 4);
        });
        assertThat(WorkerReport.Predicted.parts("r", List.of()))
                .containsExactly(new WorkerReport.Predicted("r", 0, List.of(), true));
    }

    @Test
    void aReportThatIsLongerThanALineIsRefusedByItsSize() {
        WorkerReport report = new WorkerReport.Logged("t", 1, "INFO", "x".repeat(17 << 20));
        assertThatThrownBy(() -> LineCodec.encode(report))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE))
                .hasMessageContaining("is 17 MiB long")
                .hasMessageContaining("fewer series");
    }

    @Test
    void theLinesLookAsDocumented() {
        assertThat(LineCodec.encode(new WorkerCommand.Shutdown())).isEqualTo("{\"command\":\"shutdown\"}");
        assertThat(LineCodec.encode(new WorkerReport.Failed("t", 2, ErrorCode.SERIES_TOO_SHORT, "why")))
                .isEqualTo("{\"report\":\"failed\",\"task_id\":\"t\",\"attempt\":2,\"code\":\"series_too_short\","
                        + "\"message\":\"why\"}");
    }

    @Test
    void whatIsNoReportIsRefused() {
        for (String line : List.of(
                "",
                "Killed",
                "{}",
                "{\"report\":\"dance\"}",
                "{\"report\":\"cancelled\",\"attempt\":1}",
                "{\"report\":\"cancelled\",\"task_id\":\"t\",\"attempt\":1,\"more\":2}",
                "{\"report\":\"heartbeat\"} {\"report\":\"heartbeat\"}",
                "{\"command\":\"shutdown\"}",
                "{\"report\":\"checkpointed\",\"task_id\":\"t\",\"attempt\":1,\"epoch\":1,\"best\":true,"
                        + "\"file\":{\"kind\":\"model\",\"name\":\"../x\",\"size\":1,\"sha256\":\"\"}}")) {
            assertThatThrownBy(() -> LineCodec.report(line)).as(line).isInstanceOf(ShopTrainingException.class);
        }
    }

    @Test
    void aCurveThatIsNotFiniteDoesNotArriveAsANumber() {
        WorkerReport report = new WorkerReport.Finished(
                "t",
                1,
                List.of(),
                new Metrics(Map.of(), Map.of()),
                Map.of(),
                List.of(new CurvePoint(1, Double.NaN, 1)),
                1);
        String line = LineCodec.encode(report);
        assertThat(line).contains("\"train_loss\":null");
        assertThatThrownBy(() -> LineCodec.report(line)).isInstanceOf(ShopTrainingException.class);
    }
}
