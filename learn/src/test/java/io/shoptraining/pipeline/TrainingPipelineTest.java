package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.History;
import io.shoptraining.features.Samples;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.PlannedDay;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.ModelZoo;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingPipelineTest {
    private static final int DAYS = 200;

    @TempDir
    Path directory;

    private Path snapshot = Path.of("");
    private final Recorder recorder = new Recorder();
    private List<History> histories = List.of(weekly("P1", 1), weekly("P2", 3));
    private List<PlannedDay> planned = List.of();
    private final TrainingPipeline pipeline = new TrainingPipeline((file, scope) -> histories);

    @BeforeEach
    void writeSnapshot() throws IOException {
        snapshot = Files.writeString(directory.resolve("sales.parquet"), "stands for a snapshot");
    }

    /** A product with a pattern by weekday and by fortnight, closed on one day of the year. */
    private static History weekly(String product, double size) {
        double[] sales = new double[DAYS];
        double[] open = new double[DAYS];
        for (int day = 0; day < DAYS; day++) {
            open[day] = day == DAYS - 4 ? 0 : 1;
            sales[day] = open[day] * size * (10 + day % 7 * 2 + day % 14);
        }
        return new History(null, product, Samples.START, sales, Map.of(History.OPEN, open));
    }

    private static TrainingSpec spec(String modelType) {
        TrainingSpec plain = Samples.spec(modelType, 28, 7, 2);
        Map<String, Object> settings = new LinkedHashMap<>();
        for (HyperParameter parameter : ModelZoo.find(modelType).type().hyperparameters()) {
            settings.put(parameter.name(), parameter.defaultValue());
        }
        settings.computeIfPresent("hidden_size", (name, value) -> 8);
        return new TrainingSpec(plain.scope(), modelType, settings, 3, 7, 28, 2, 1);
    }

    private WorkerReport.Finished train(TrainingSpec spec) {
        return train(spec, null);
    }

    private WorkerReport.Finished train(TrainingSpec spec, @Nullable String resumeFrom) {
        return pipeline.train(
                new WorkerCommand.Train(
                        "task",
                        1,
                        spec,
                        snapshot.toString(),
                        StagingDirectory.sha256(snapshot, () -> {}),
                        directory.toString(),
                        resumeFrom),
                recorder);
    }

    private List<WorkerReport.ForecastRow> forecast(TrainingSpec spec, WorkerReport.Finished finished, int days) {
        String model = StagedFile.model(finished.files())
                .map(file -> directory.resolve(file.name()).toString())
                .orElse(null);
        Map<String, Object> description = Json.readObject(Json.write(finished.description()));
        return pipeline.forecast(new WorkerCommand.Predict(
                "request",
                spec,
                model,
                description,
                snapshot.toString(),
                StagingDirectory.sha256(snapshot, () -> {}),
                days,
                planned));
    }

    @Test
    void theSeasonalNaiveIsMeasuredLikeItself() {
        WorkerReport.Finished finished = train(spec("seasonal_naive"));
        assertThat(finished.files()).isEmpty();
        assertThat(finished.curve()).isEmpty();
        double wape = finished.metrics().value("wape").orElseThrow();
        assertThat(wape)
                .isGreaterThan(0)
                .isEqualTo(finished.metrics().value("seasonal_naive_wape").orElseThrow(), within(1e-6));
        assertThat(finished.metrics().value("training_time")).isPresent();
        assertThat(finished.metrics().missingEssential()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlstm", "transformer", "kan", "optimized_kan", "tcn", "cnn_bilstm_attention"})
    void aNetworkIsTrainedSavedAndForecastsAgainFromItsDescription(String modelType) throws IOException {
        TrainingSpec spec = spec(modelType);
        WorkerReport.Finished finished = train(spec);
        assertThat(finished.files()).extracting(StagedFile::kind).containsExactly("model", "loss_curve");
        for (StagedFile file : finished.files()) {
            Path path = directory.resolve(file.name());
            assertThat(Files.size(path)).isEqualTo(file.size()).isPositive();
            assertThat(StagingDirectory.sha256(path, () -> {})).isEqualTo(file.sha256());
        }
        BufferedImage image = ImageIO.read(directory.resolve("loss_curve.png").toFile());
        assertThat(image.getWidth()).isEqualTo(LossCurve.WIDTH);
        assertThat(finished.curve()).hasSize(3);
        assertThat(recorder.checkpoints).isNotEmpty();
        assertThat(forecast(spec, finished, 7)).hasSize(14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weekday_mean", "mean_28", "ets", "theta", "tsb"})
    void aStatisticalModelNeedsNoFileToForecastAgain(String modelType) throws IOException {
        TrainingSpec spec = spec(modelType);
        WorkerReport.Finished finished = train(spec);
        assertThat(finished.files()).isEmpty();
        assertThat(finished.metrics().missingEssential()).isEmpty();
        List<WorkerReport.ForecastRow> rows = forecast(spec, finished, 7);
        assertThat(rows).hasSize(14);
        assertThat(rows).extracting(WorkerReport.ForecastRow::mean).allMatch(mean -> mean > 0);
    }

    @Test
    void progressRisesThroughTheFourStagesTo100() {
        train(spec("mlstm"));
        assertThat(recorder.progress).extracting(Progress::progress).isSorted().contains(0.0, 100.0);
        assertThat(recorder.progress.stream().map(Progress::stage).distinct())
                .containsExactly(Stage.LOADING_DATA, Stage.TRAINING, Stage.EVALUATING, Stage.SAVING);
    }

    @Test
    void aForecastStartsAfterTheEndWithRisingQuantiles() {
        TrainingSpec spec = spec("seasonal_naive");
        List<WorkerReport.ForecastRow> rows = forecast(spec, train(spec), 3);
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0).date()).isEqualTo(Samples.START.plusDays(DAYS).toString());
        assertThat(rows.get(3).productId()).isEqualTo("P2");
        assertThat(rows.get(0).mean()).isEqualTo(histories.get(0).quantity()[DAYS - 7], within(1e-4));
        for (WorkerReport.ForecastRow row : rows) {
            assertThat(row.quantiles()).containsKeys("0.1", "0.5", "0.975");
            assertThat(List.copyOf(row.quantiles().values())).isSorted();
        }
    }

    @Test
    void moreDaysThanTheHorizonAreRefusedByName() {
        TrainingSpec spec = spec("seasonal_naive");
        WorkerReport.Finished finished = train(spec);
        assertThatThrownBy(() -> forecast(spec, finished, 8))
                .hasMessageContaining("days is 8")
                .hasMessageContaining("horizon of 7 days");
        assertThatThrownBy(() -> forecast(spec, finished, 0)).hasMessageContaining("allowed: 1 to 7");
    }

    @Test
    void theDescriptionHoldsTheHeldOutDaysForPlots() {
        WorkerReport.Finished finished = train(spec("seasonal_naive"));
        Map<?, ?> heldOut = (Map<?, ?>) finished.description().get("held_out");
        assertThat(heldOut).isNotNull();
        List<?> rows = (List<?>) heldOut.get("rows");
        assertThat(rows).hasSize(2 * 14);
        Map<?, ?> closed = (Map<?, ?>) rows.get(10);
        assertThat(String.valueOf(closed.get("date")))
                .isEqualTo(Samples.START.plusDays(DAYS - 4).toString());
        assertThat(closed.get("mean")).isEqualTo(0.0);
        assertThat(closed.get("fold")).isEqualTo(2);
    }

    @Test
    void aChangedSnapshotIsRefused() throws IOException {
        String before = StagingDirectory.sha256(snapshot, () -> {});
        Files.writeString(snapshot, "something else");
        WorkerCommand.Train command = new WorkerCommand.Train(
                "task", 1, spec("seasonal_naive"), snapshot.toString(), before, directory.toString(), null);
        assertThatThrownBy(() -> pipeline.train(command, recorder))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    @Test
    void aCancelledTrainingStops() {
        recorder.cancelAfter = 4;
        assertThatThrownBy(() -> train(spec("mlstm"))).isInstanceOf(CancellationException.class);
        assertThat(recorder.progress).hasSizeLessThan(6);
        assertThat(directory.resolve("model.pth")).doesNotExist();
    }

    @Test
    void aTrainingIsCancelledInEveryStage() {
        train(spec("mlstm"));
        int all = recorder.progress.size();
        for (int seen = 0; seen < all; seen += Math.max(1, all / 9)) {
            recorder.progress.clear();
            recorder.cancelAfter = seen;
            assertThatThrownBy(() -> train(spec("mlstm")))
                    .as("after %d of %d reports", seen, all)
                    .isInstanceOf(CancellationException.class);
            assertThat(recorder.progress).hasSizeLessThanOrEqualTo(seen + 1);
        }
    }

    @Test
    void aSuspendedTrainingKeepsTheEpochThatItIsInAndIsLaterTheSameAsIfNothingHadBeen() {
        TrainingSpec spec = spec("mlstm");
        WorkerReport.Finished whole = train(spec);
        recorder.progress.clear();
        recorder.checkpoints.clear();
        recorder.suspendAfter = 4;
        assertThatThrownBy(() -> train(spec)).isInstanceOf(CancellationException.class);
        StagedFile kept = recorder.checkpoints.get(recorder.checkpoints.size() - 1);
        recorder.suspendAfter = Integer.MAX_VALUE;
        WorkerReport.Finished resumed =
                train(spec, directory.resolve(kept.name()).toString());
        assertThat(resumed.files().get(0).sha256())
                .isEqualTo(whole.files().get(0).sha256());
        assertThat(resumed.curve()).isEqualTo(whole.curve());
    }

    private WorkerReport.Backtested backtest(TrainingSpec spec) {
        return pipeline.backtest(
                new WorkerCommand.Backtest(
                        "request", spec, snapshot.toString(), StagingDirectory.sha256(snapshot, () -> {})),
                recorder);
    }

    @Test
    void aBacktestMeasuresWhatATrainingMeasuresAndWritesNothing() {
        TrainingSpec spec = spec("mlstm");
        WorkerReport.Backtested tested = backtest(spec);
        assertThat(directory.toFile().list()).containsExactly("sales.parquet");
        assertThat(tested.modelType()).isEqualTo("mlstm");
        assertThat(tested.metrics().with("training_time", 0))
                .isEqualTo(train(spec).metrics().with("training_time", 0));
        assertThat(tested.seasonalNaive().with("training_time", 0))
                .isEqualTo(train(spec("seasonal_naive")).metrics().with("training_time", 0));
    }

    @Test
    void aBacktestTellsOfEveryWindow() {
        WorkerReport.Backtested tested = backtest(spec("seasonal_naive"));
        assertThat(tested.rows()).hasSize(2);
        WorkerReport.BacktestRow first = tested.rows().get(0);
        WorkerReport.BacktestRow second = tested.rows().get(1);
        assertThat(first.from()).isEqualTo(Samples.START.plusDays(DAYS - 14).toString());
        assertThat(first.to()).isEqualTo(Samples.START.plusDays(DAYS - 8).toString());
        assertThat(second.from()).isEqualTo(Samples.START.plusDays(DAYS - 7).toString());
        assertThat(second.series()).isEqualTo(2);
        assertThat(first.metrics()).isEqualTo(first.seasonalNaive());
        double both = tested.metrics().value("mae").orElseThrow();
        double mean = (first.metrics().value("mae").orElseThrow()
                        + second.metrics().value("mae").orElseThrow())
                / 2;
        assertThat(both).isCloseTo(mean, within(1e-6));
        assertThat(second.metrics()).isNotEqualTo(first.metrics());
    }

    @Test
    void aCancelledBacktestStops() {
        recorder.cancelAfter = 5;
        assertThatThrownBy(() -> backtest(spec("mlstm"))).isInstanceOf(CancellationException.class);
    }

    @Test
    void theSameSpecOnTheSameSnapshotGivesTheSameModel() {
        WorkerReport.Finished first = train(spec("mlstm"));
        WorkerReport.Finished second = train(spec("mlstm"));
        assertThat(second.files().get(0).sha256())
                .isEqualTo(first.files().get(0).sha256());
        assertThat(second.description()).isEqualTo(first.description());
        assertThat(second.metrics().with("training_time", 0))
                .isEqualTo(first.metrics().with("training_time", 0));
    }

    @Test
    void aTrainingResumedFromItsFirstCheckpointEndsInTheSameModel() {
        TrainingSpec spec = spec("mlstm");
        WorkerReport.Finished whole = train(spec);
        StagedFile first = recorder.checkpoints.get(0);
        assertThat(first.name()).isEqualTo("checkpoint_best_epoch_1.pth");
        recorder.progress.clear();
        WorkerReport.Finished resumed =
                train(spec, directory.resolve(first.name()).toString());
        assertThat(recorder.progress)
                .filteredOn(progress -> progress.stage() == Stage.TRAINING && progress.progress() > FollowedFit.START)
                .allMatch(progress -> progress.epoch() >= 1);
        assertThat(resumed.files().get(0).sha256())
                .isEqualTo(whole.files().get(0).sha256());
        assertThat(resumed.curve()).isEqualTo(whole.curve());
    }

    @Test
    void aProductThatIsNewSinceTheTrainingIsForecastFromItsFirstDays() {
        TrainingSpec spec = spec("mlstm");
        WorkerReport.Finished finished = train(spec);
        History young = new History(null, "new", Samples.START.plusDays(190), new double[] {100, 120, 110}, Map.of());
        histories = List.of(histories.get(0), young);
        List<WorkerReport.ForecastRow> rows = forecast(spec, finished, 2);
        assertThat(rows).hasSize(4);
        assertThat(rows.get(2).productId()).isEqualTo("new");
        assertThat(rows.get(2).date()).isEqualTo(Samples.START.plusDays(193).toString());
        assertThat(rows.get(2).mean()).isPositive().isFinite();
    }

    /** A product that sells three times as much on a promotion, which is on for some days of every third week. */
    private static History promoted(String product) {
        double[] sales = new double[DAYS];
        double[] promotion = new double[DAYS];
        for (int day = 0; day < DAYS; day++) {
            promotion[day] = day % 21 < 4 ? 1 : 0;
            sales[day] = (10 + day % 7) * (1 + 2 * promotion[day]);
        }
        return new History("S1", product, Samples.START, sales, Map.of(History.PROMOTION, promotion));
    }

    private static PlannedDay promotion(@Nullable String product, int day, double value) {
        return new PlannedDay(
                null, product, Samples.START.plusDays(DAYS + day).toString(), Map.of(History.PROMOTION, value));
    }

    @Test
    void aPlannedPromotionLiftsTheForecastOfItsDaysAndOfItsProductOnly() {
        histories = List.of(promoted("P1"), promoted("P2"));
        TrainingSpec spec = spec("lightgbm");
        WorkerReport.Finished finished = train(spec);
        List<WorkerReport.ForecastRow> without = forecast(spec, finished, 7);
        planned = List.of(promotion(null, 2, 1), promotion(null, 3, 1), promotion("P2", 3, 0), promotion("P2", 2, 0));
        List<WorkerReport.ForecastRow> with = forecast(spec, finished, 7);
        for (int day : new int[] {2, 3}) {
            assertThat(with.get(day).mean())
                    .isGreaterThan(1.4 * without.get(day).mean());
        }
        assertThat(with.subList(7, 14)).isEqualTo(without.subList(7, 14));
    }

    @Test
    void aDayThatIsPlannedToBeShutSellsNothingWhateverTheModel() {
        TrainingSpec spec = spec("seasonal_naive");
        WorkerReport.Finished finished = train(spec);
        planned = List.of(
                new PlannedDay(null, null, Samples.START.plusDays(DAYS + 1).toString(), Map.of(History.OPEN, 0.0)));
        List<WorkerReport.ForecastRow> rows = forecast(spec, finished, 3);
        assertThat(rows.get(0).mean()).isPositive();
        assertThat(rows.get(1).mean()).isZero();
        assertThat(rows.get(4).mean()).isZero();
    }

    @Test
    void aPlanThatAModelDoesNotReadIsRefusedByName() {
        histories = List.of(promoted("P1"));
        planned = List.of(promotion(null, 0, 1));
        TrainingSpec rule = spec("ets");
        WorkerReport.Finished ets = train(rule);
        assertThatThrownBy(() -> forecast(rule, ets, 7))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("a model of type ets does not read promotion");
        histories = List.of(weekly("P1", 1));
        TrainingSpec spec = spec("lightgbm");
        WorkerReport.Finished trees = train(spec);
        assertThatThrownBy(() -> forecast(spec, trees, 7)).hasMessageContaining("does not read promotion");
    }

    @Test
    void stockOutsAreNotMeasuredAndTheLogTellsOfThem() {
        History weekly = weekly("P1", 1);
        boolean[] soldOut = new boolean[DAYS];
        double[] sales = weekly.quantity().clone();
        for (int day = DAYS - 16; day < DAYS - 9; day++) {
            soldOut[day] = true;
            sales[day] = 0;
        }
        histories = List.of(new History(
                null,
                "P1",
                Samples.START,
                sales,
                weekly.covariates(),
                weekly.planned(),
                soldOut,
                Map.of(),
                weekly.traits()));
        WorkerReport.Finished finished = train(spec("seasonal_naive"));
        Map<?, ?> heldOut =
                (Map<?, ?>) Objects.requireNonNull(finished.description().get("held_out"));
        assertThat(heldOut.get("days_left_out")).isEqualTo(5L);
        assertThat((List<?>) heldOut.get("rows")).hasSize(14 - 5);
        assertThat(recorder.log).anyMatch(line -> line.contains("7 days of 1 series are taken for stock-outs"));
    }

    @Test
    void aDescriptionWithoutItsFeaturesIsRefused() {
        TrainingSpec spec = spec("seasonal_naive");
        WorkerCommand.Predict command = new WorkerCommand.Predict(
                "request",
                spec,
                null,
                Map.of(),
                snapshot.toString(),
                StagingDirectory.sha256(snapshot, () -> {}),
                7,
                List.of());
        assertThatThrownBy(() -> pipeline.forecast(command)).hasMessageContaining("no object 'features'");
    }

    @Test
    void aModelFromElsewhereIsLoadedOrRefused() throws IOException {
        TrainingSpec spec = spec("mlstm");
        WorkerReport.Finished finished = train(spec);
        Path model = directory.resolve("model.pth");
        WorkerCommand.Check command = new WorkerCommand.Check(
                "request", spec, model.toString(), Json.readObject(Json.write(finished.description())));
        assertThat(pipeline.check(command)).isEqualTo(new WorkerReport.Checked("request"));
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);
        assertThatThrownBy(() -> pipeline.check(command))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    @Test
    void noSeriesInTheScopeIsRefused() {
        histories = List.of();
        assertThatThrownBy(() -> train(spec("seasonal_naive"))).hasMessageContaining("no series in the scope");
    }
}
