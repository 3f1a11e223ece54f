package io.shoptraining.bench;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.History;
import io.shoptraining.features.Traits;
import io.shoptraining.json.Json;
import io.shoptraining.pipeline.SalesSource;
import io.shoptraining.pipeline.SnapshotSales;
import io.shoptraining.pipeline.TrainingPipeline;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.TrainingRequest;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.zoo.ModelZoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How well the first four weeks of new products are forecast. {@code m5_ca1}: trained on the sales of its first three
 * years, asked on the eve of its first sale for each product that came later, with department and category told.
 * {@code store_item}: trained without one of ten stores of each product, asked for that store's last four weeks.
 */
public final class ColdStartBench {
    private static final int DAYS = 28;
    private static final LocalDate LEARNED = LocalDate.of(2014, 1, 1);

    private final Snapshot snapshot;
    private final List<History> all;
    private final Predicate<History> isNew;
    private LocalDate end;

    private ColdStartBench(Snapshot snapshot, List<History> all, Predicate<History> isNew, LocalDate end) {
        this.snapshot = snapshot;
        this.all = all;
        this.isNew = isNew;
        this.end = end;
    }

    /**
     * Measures.
     *
     * @param args {@code models=lightgbm,mean_28 sets=m5_ca1,store_item} in one text
     */
    public static void main(String[] args) throws IOException {
        Map<String, String> settings = new TreeMap<>(Map.of("models", "lightgbm,mean_28", "sets", "m5_ca1,store_item"));
        Arrays.stream(String.join(" ", args).split(" ", -1))
                .filter(pair -> pair.contains("="))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> settings.put(pair[0], pair[1]));
        String named = System.getenv("SHOPTRAINING_DATA");
        Path data = Path.of(named == null ? "../shared/data" : named);
        if (!Files.isDirectory(data)) {
            System.out.println("skipped: no folder of real sales; SHOPTRAINING_DATA names one");
            return;
        }
        System.out.println("| sales | model | new series | WAPE of days | WAPE of four weeks | bias |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (String set : Objects.requireNonNull(settings.get("sets")).split(",", -1)) {
            ColdStartBench bench = of(data.resolve(set), set);
            bench.report(set, "one mean for all", bench.chain());
            for (String model : Objects.requireNonNull(settings.get("models")).split(",", -1)) {
                bench.report(set, model, bench.model(model));
            }
        }
    }

    private static ColdStartBench of(Path data, String set) throws IOException {
        Path work = Path.of(System.getProperty("java.io.tmpdir"), "shoptraining-cold-start", set);
        SalesStore store = SalesStore.open(work, Clock.systemUTC());
        if (store.current().isEmpty()) {
            commit(store, data.resolve(set + ".csv.gz"), ImportOptions.automatic());
            Path products = data.resolve("products.csv.gz");
            if (Files.exists(products)) {
                commit(store, products, ImportOptions.attributes(Map.of()));
            }
        }
        Snapshot snapshot = store.current().orElseThrow();
        List<History> all = new SnapshotSales()
                .histories(snapshot.file(), SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL));
        return set.equals("m5_ca1")
                ? new ColdStartBench(snapshot, all, one -> !first(one).isBefore(LEARNED), LEARNED)
                : new ColdStartBench(
                        snapshot,
                        all,
                        one -> Integer.parseInt(String.valueOf(one.productId())) % 10
                                == Integer.parseInt(String.valueOf(one.storeId())) % 10,
                        snapshot.lastDate().minusDays(DAYS - 1));
    }

    private static void commit(SalesStore store, Path file, ImportOptions options) {
        store.commit(store.check(file, options, ProgressListener.NONE).id());
    }

    private static LocalDate first(History one) {
        int day = 0;
        while (day < one.days() - 1 && !(one.quantity()[day] > 0)) {
            day++;
        }
        return one.start().plusDays(day);
    }

    /** The first day to forecast: that of the first sale where it is not the same for all. */
    private LocalDate launch(History one, LocalDate learned) {
        return first(one).isBefore(learned) ? learned : first(one);
    }

    /** The sales as they were before a day, without the new series. */
    private final class Before implements SalesSource {
        private final SnapshotSales sales = new SnapshotSales();

        @Override
        public List<History> histories(Path snapshotFile, SeriesScope scope) {
            List<History> chosen = all.stream()
                    .filter(one -> !isNew.test(one) && one.start().isBefore(end))
                    .filter(one -> isIn(scope.products(), one.productId()) && isIn(scope.stores(), one.storeId()))
                    .map(this::cut)
                    .toList();
            if (chosen.isEmpty()) {
                throw new ShopTrainingException(ErrorCode.NOT_FOUND, "no sales");
            }
            return scope.aggregation() == Aggregation.PANEL ? chosen : List.of(sum(chosen));
        }

        private boolean isIn(Ids ids, @Nullable String id) {
            return ids.isAll() || id != null && ids.list().contains(id);
        }

        private History cut(History one) {
            int days = Math.toIntExact(Math.min(one.days(), ChronoUnit.DAYS.between(one.start(), end)));
            Map<String, double[]> covariates = new TreeMap<>();
            one.covariates().forEach((name, values) -> covariates.put(name, Arrays.copyOf(values, days)));
            return new History(
                    one.storeId(),
                    one.productId(),
                    one.start(),
                    Arrays.copyOf(one.quantity(), days),
                    covariates,
                    one.planned(),
                    one.soldOut().length == 0 ? one.soldOut() : Arrays.copyOf(one.soldOut(), days),
                    Map.of(),
                    one.traits());
        }

        private History sum(List<History> some) {
            LocalDate start =
                    some.stream().map(History::start).min(LocalDate::compareTo).orElseThrow();
            double[] sum = new double[Math.toIntExact(ChronoUnit.DAYS.between(start, end))];
            for (History one : some) {
                int offset = Math.toIntExact(ChronoUnit.DAYS.between(start, one.start()));
                for (int day = 0; day < one.days(); day++) {
                    sum[offset + day] += Double.isFinite(one.quantity()[day]) ? one.quantity()[day] : 0;
                }
            }
            return new History(null, null, start, sum, Map.of());
        }

        @Override
        public Traits traits(Path snapshotFile, @Nullable String productId, @Nullable String storeId) {
            return sales.traits(snapshotFile, productId, storeId);
        }
    }

    private interface Saying {
        double[] days(History newcomer);
    }

    /** The mean of the first four weeks of all series whose beginning was seen before; of the last four where none was. */
    private Saying chain() {
        LocalDate opening =
                all.stream().map(History::start).min(LocalDate::compareTo).orElseThrow();
        LocalDate learned = end;
        double[] launches = all.stream()
                .filter(one -> !isNew.test(one))
                .filter(one -> !first(one).isBefore(opening.plusDays(DAYS))
                        && !first(one).plusDays(DAYS).isAfter(learned))
                .mapToDouble(one -> mean(one, first(one)))
                .toArray();
        double level = launches.length > 0
                ? Arrays.stream(launches).average().orElse(0)
                : all.stream()
                        .filter(one -> !isNew.test(one))
                        .mapToDouble(one -> mean(one, learned.minusDays(DAYS)))
                        .average()
                        .orElse(0);
        double[] days = new double[DAYS];
        Arrays.fill(days, level);
        return newcomer -> days;
    }

    private static double mean(History one, LocalDate from) {
        int first = Math.toIntExact(ChronoUnit.DAYS.between(one.start(), from));
        return Arrays.stream(one.quantity(), first, Math.min(one.days(), first + DAYS))
                .average()
                .orElse(0);
    }

    private Saying model(String model) throws IOException {
        TrainingSpec spec = TrainingRequest.check(
                Map.of(
                        "training_mode",
                        "global",
                        "aggregation_method",
                        "panel",
                        "model_type",
                        model,
                        "horizon",
                        DAYS,
                        "folds",
                        1,
                        "epochs",
                        10),
                ModelZoo.catalog(),
                Set.of(),
                Set.of());
        Path staging = Files.createTempDirectory("cold-start");
        TrainingPipeline pipeline = new TrainingPipeline(new Before());
        WorkerReport.Finished finished = pipeline.train(
                new WorkerCommand.Train(
                        "t", 1, spec, snapshot.file().toString(), snapshot.sha256(), staging.toString(), null),
                new AccuracyBench.Quiet());
        Map<String, Object> description = Json.readObject(Json.write(finished.description()));
        String file = StagedFile.model(finished.files())
                .map(one -> staging.resolve(one.name()).toString())
                .orElse(null);
        return newcomer -> {
            SeriesScope pair = SeriesScope.global(
                    Ids.of(String.valueOf(newcomer.productId())),
                    Ids.of(String.valueOf(newcomer.storeId())),
                    Aggregation.PANEL);
            TrainingSpec narrowed = new TrainingSpec(
                    pair,
                    spec.modelType(),
                    spec.hyperparameters(),
                    spec.epochs(),
                    spec.horizon(),
                    spec.lookBack(),
                    spec.folds(),
                    spec.seed());
            return pipeline
                    .forecast(new WorkerCommand.Predict(
                            "f",
                            narrowed,
                            file,
                            description,
                            snapshot.file().toString(),
                            snapshot.sha256(),
                            DAYS,
                            List.of()))
                    .stream()
                    .mapToDouble(WorkerReport.ForecastRow::mean)
                    .toArray();
        };
    }

    private void report(String set, String model, Saying saying) {
        LocalDate learned = end;
        double sold = 0;
        double said = 0;
        double errors = 0;
        double totals = 0;
        int series = 0;
        for (History newcomer : all.stream().filter(isNew).toList()) {
            LocalDate launch = launch(newcomer, learned);
            int first = Math.toIntExact(ChronoUnit.DAYS.between(newcomer.start(), launch));
            if (first + DAYS > newcomer.days()) {
                continue;
            }
            end = launch;
            double[] days = saying.days(newcomer);
            double total = 0;
            for (int day = 0; day < DAYS; day++) {
                double actual = newcomer.quantity()[first + day];
                sold += actual;
                said += days[day];
                errors += Math.abs(actual - days[day]);
                total += days[day] - actual;
            }
            totals += Math.abs(total);
            series++;
        }
        end = learned;
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.3f | %.3f | %.3f |%n",
                set,
                model,
                series,
                errors / sold,
                totals / sold,
                (said - sold) / sold);
    }
}
