package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shoptraining.features.Samples;
import io.shoptraining.forecast.Accuracy;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics and the protocol give what others have published, or measured, on the same numbers. */
final class PublishedFiguresTest {
    @TempDir
    Path directory;

    private static Path data() {
        List<Path> places = Stream.of(
                        Optional.ofNullable(System.getenv("SHOPTRAINING_DATA")).orElse("../shared/data"),
                        "../../shared/data",
                        "../../../shared/data")
                .map(Path::of)
                .toList();
        Optional<Path> data = places.stream().filter(Files::isDirectory).findFirst();
        assumeTrue(data.isPresent(), "no real data at $SHOPTRAINING_DATA or " + places);
        return data.orElseThrow();
    }

    /** "Evaluation and Ranks.xlsx" of github.com/Mcompetitions/M4-methods: sMAPE in percent, and MASE. */
    @ParameterizedTest
    @CsvSource({
        "weekly, 13, 1, 1, 9.161, 2.777",
        "hourly, 48, 1, 24, 43.003, 11.608",
        "hourly, 48, 24, 24, 13.912, 1.193"
    })
    void theNaiveRowsOfTheM4CompetitionComeOutToTheLastDigit(
            String set, int horizon, int repeated, int season, String smape, String mase) throws IOException {
        Path folder = data().resolve("m4_small");
        Map<String, double[]> before = series(folder.resolve("m4_" + set + "_train.csv.gz"));
        Map<String, double[]> after = series(folder.resolve("m4_" + set + "_test.csv.gz"));
        double symmetric = 0;
        double scaled = 0;
        for (Map.Entry<String, double[]> one : after.entrySet()) {
            double[] known = before.getOrDefault(one.getKey(), new double[0]);
            double[] forecast = new double[horizon];
            for (int step = 0; step < horizon; step++) {
                forecast[step] = known[known.length - repeated + step % repeated];
            }
            assertThat(one.getValue()).hasSize(horizon);
            symmetric += Accuracy.smape(one.getValue(), forecast);
            scaled += Accuracy.mase(known, one.getValue(), forecast, season);
        }
        assertThat(digits(100 * symmetric / after.size())).isEqualTo(smape);
        assertThat(digits(scaled / after.size())).isEqualTo(mase);
    }

    private static Map<String, double[]> series(Path file) throws IOException {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("t,series_id,value");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                values.computeIfAbsent(cells[1], id -> new ArrayList<>()).add(Double.valueOf(cells[2]));
            }
        }
        Map<String, double[]> series = new LinkedHashMap<>();
        values.forEach((id, list) ->
                series.put(id, list.stream().mapToDouble(value -> value).toArray()));
        return series;
    }

    /** Windows of 28 days, measured one by one, then the mean; the figures were measured by another program. */
    @ParameterizedTest
    @CsvSource({"pharma_daily, 6, 0.606, 1.066, 0.989", "rossmann_q, 3, 0.256, 0.750, 0.495"})
    void theSeasonalNaiveOfRealSalesComesOutToTheLastDigit(
            String set, int windows, String wape, String mase, String rmsse) {
        Path file = data().resolve(set).resolve(set + ".csv.gz");
        SalesStore store = SalesStore.open(directory, Clock.systemUTC());
        // the other program takes days without sales as they are
        ImportOptions asTheyAre = new ImportOptions(Map.of(), null, ImportOptions.Duplicates.MERGE, false);
        Snapshot snapshot =
                store.commit(store.check(file, asTheyAre, ProgressListener.NONE).id());
        WorkerReport.Backtested said = new TrainingPipeline(new SnapshotSales())
                .backtest(
                        new WorkerCommand.Backtest(
                                "request",
                                Samples.spec("seasonal_naive", 56, 28, windows),
                                snapshot.file().toString(),
                                snapshot.sha256()),
                        new Recorder());
        assertThat(said.rows()).hasSize(windows);
        assertThat(Stream.of("wape", "mase", "rmsse").map(figure -> mean(said, figure)))
                .containsExactly(wape, mase, rmsse);
    }

    private static String mean(WorkerReport.Backtested said, String figure) {
        return digits(said.rows().stream()
                .mapToDouble(row -> row.metrics().value(figure).orElseThrow())
                .average()
                .orElseThrow());
    }

    private static String digits(double figure) {
        return String.format(Locale.ROOT, "%.3f", figure);
    }
}
