package io.shoptraining.bench;

import io.shoptraining.pipeline.SnapshotSales;
import io.shoptraining.pipeline.TrainingListener;
import io.shoptraining.pipeline.TrainingPipeline;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.Progress;
import io.shoptraining.task.TrainingRequest;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.ModelZoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures model types on real sales: trained once on the days before the first window, then asked for one window of 28
 * days after the other. Figures are taken window by window, then their mean.
 */
public final class AccuracyBench {
    private static final int HORIZON = 28;
    private static final List<String> FIGURES =
            List.of("wape", "mase", "rmsse", "bias", "pinball", "wql", "coverage_80", "coverage_95");

    private final Path work;
    private final int later;
    private final Map<String, Snapshot> snapshots = new LinkedHashMap<>();

    private AccuracyBench(Path work, int later) {
        this.work = work;
        this.later = later;
    }

    /** A folder of real sales and its windows. */
    private enum Sales {
        PHARMA_DAILY(6),
        STORE_ITEM(3),
        ROSSMANN_Q(3),
        M5_CA1(3);

        private final int windows;

        Sales(int windows) {
            this.windows = windows;
        }

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Measures.
     *
     * @param args one text of {@code key=value} pairs: {@code models=mlstm,tcn}, {@code sets=pharma_daily}, and settings
     *     of all of those models; without them every model on every set. With {@code later=3} as many windows after those
     *     measured are left for later, and nothing of them is used: choices are made that way
     */
    public static void main(String[] args) throws IOException {
        Map<String, Object> settings = Arrays.stream(String.join(" ", args).split(" ", -1))
                .filter(pair -> pair.contains("="))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b, LinkedHashMap::new));
        List<String> models = list(settings.remove("models"), ModelZoo.catalog().names());
        List<String> sets = list(
                settings.remove("sets"),
                Arrays.stream(Sales.values()).map(Sales::folder).toList());
        Path data = data().orElse(null);
        if (data == null) {
            System.out.println("skipped: no folder of real sales; SHOPTRAINING_DATA names one");
            return;
        }
        Path work = Path.of(System.getProperty("java.io.tmpdir"), "shoptraining-accuracy");
        Files.createDirectories(work);
        int later = Integer.parseInt(Objects.requireNonNullElse(settings.remove("later"), "0").toString());
        AccuracyBench bench = new AccuracyBench(work, later);
        System.out.println("| sales | model | WAPE | MASE | RMSSE | bias | pinball | WQL | 80 % | 95 % | training s |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Sales sales : Sales.values()) {
            for (String model : models) {
                if (sets.contains(sales.folder())) {
                    bench.measure(data, sales, model, settings);
                }
            }
        }
    }

    private static List<String> list(@Nullable Object given, List<String> all) {
        return given == null ? all : List.of(given.toString().split(",", -1));
    }

    private static Optional<Path> data() {
        String named = System.getenv("SHOPTRAINING_DATA");
        Path folder = Path.of(named == null ? "../shared/data" : named);
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    private void measure(Path data, Sales sales, String model, Map<String, Object> settings) throws IOException {
        Snapshot snapshot = snapshot(data, sales);
        Map<String, Object> request = new LinkedHashMap<>(Map.of(
                "training_mode",
                "global",
                "aggregation_method",
                "panel",
                "model_type",
                model,
                "horizon",
                HORIZON,
                "folds",
                sales.windows + later,
                "hyperparameters",
                new LinkedHashMap<String, Object>()));
        settings.forEach((name, value) -> {
            if (TrainingRequest.FIELDS.contains(name)) {
                request.put(name, value);
            }
        });
        Map<String, Object> own = settings.entrySet().stream()
                .filter(entry -> !TrainingRequest.FIELDS.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        request.put("hyperparameters", own);
        TrainingSpec spec = TrainingRequest.check(request, ModelZoo.catalog(), Set.of(), Set.of());
        WorkerReport.Backtested said = new TrainingPipeline(new SnapshotSales())
                .backtest(
                        new WorkerCommand.Backtest("b", spec, snapshot.file().toString(), snapshot.sha256()),
                        new Quiet());
        String figures = FIGURES.stream()
                .map(figure -> mean(said.rows().stream()
                        .limit(sales.windows)
                        .map(WorkerReport.BacktestRow::metrics)
                        .toList(), figure))
                .collect(Collectors.joining(" | "));
        System.out.printf(
                Locale.ROOT, "| %s | %s | %s | %.1f |%n", sales.folder(), model, figures, said.trainingSeconds());
    }

    private static String mean(List<Metrics> windows, String figure) {
        OptionalDouble mean = windows.stream()
                .map(metrics -> metrics.value(figure))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
        return mean.isPresent() ? String.format(Locale.ROOT, "%.4f", mean.getAsDouble()) : "-";
    }

    private Snapshot snapshot(Path data, Sales sales) {
        return snapshots.computeIfAbsent(sales.folder(), name -> {
            SalesStore store = SalesStore.open(work.resolve(name), Clock.systemUTC());
            return store.current()
                    .orElseGet(() -> store.commit(store.check(
                                    data.resolve(name).resolve(name + ".csv.gz"),
                                    ImportOptions.automatic(),
                                    ProgressListener.NONE)
                            .id()));
        });
    }

    /** Tells nothing but warnings. */
    static final class Quiet implements TrainingListener {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isSuspended() {
            return false;
        }

        @Override
        public void progressed(Progress progress) {}

        @Override
        public void logged(String level, String message) {
            System.err.println(level + ' ' + message);
        }

        @Override
        public void checkpointed(int epoch, boolean best, StagedFile file) {}
    }
}
