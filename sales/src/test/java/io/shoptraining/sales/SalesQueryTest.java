package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.testing.RandomSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mode and aggregation against a slow reference over a list of rows. */
final class SalesQueryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);

    @TempDir
    Path dir;

    private record Row(
            int day,
            String store,
            String product,
            int quantity,
            @Nullable Integer price,
            int promotion) {
        String csv() {
            return FIRST.plusDays(day) + "," + store + "," + product + "," + quantity + ","
                    + (price == null ? "" : price) + "," + promotion;
        }
    }

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        for (int s = 1; s <= 4; s++) {
            for (int p = 1; p <= 3; p++) {
                int begin = random.nextInt(15);
                int end = begin + 1 + random.nextInt(25);
                for (int day = begin; day < end; day++) {
                    if (random.nextInt(4) > 0) {
                        Integer price = random.nextInt(3) == 0 ? null : 5 + random.nextInt(5);
                        rows.add(new Row(day, "0" + s, "P" + p, random.nextInt(12) - 1, price, random.nextInt(2)));
                    }
                }
            }
        }
        rows.add(new Row(20, "01", "P1", 7, 5, 0));
        List<Row> once = new ArrayList<>(rows.stream()
                .collect(Collectors.toMap(r -> r.day + r.store + r.product, r -> r, (a, b) -> b))
                .values());
        Collections.shuffle(once, random);
        return once;
    }

    private Snapshot snapshot(List<Row> rows) throws IOException {
        Path file = dir.resolve("in.csv");
        Files.writeString(
                file,
                "date,store_id,product_id,quantity,price,promotion\n"
                        + rows.stream().map(Row::csv).collect(Collectors.joining("\n")));
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        return store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    private static boolean has(Ids ids, String id) {
        return ids.isAll() || ids.list().contains(id);
    }

    /** The definition, row by row and day by day. */
    private static double[] reference(List<Row> all, SeriesScope scope, Aggregation aggregation) {
        List<Row> rows = all.stream()
                .filter(r -> has(scope.stores(), r.store) && has(scope.products(), r.product))
                .toList();
        TreeSet<String> stores = rows.stream().map(Row::store).collect(Collectors.toCollection(TreeSet::new));
        int start = rows.stream().mapToInt(Row::day).min().orElseThrow();
        int end = all.stream()
                .filter(r -> stores.contains(r.store))
                .mapToInt(Row::day)
                .max()
                .orElseThrow();
        double[] folded = new double[end - start + 1];
        for (int day = start; day <= end; day++) {
            List<Double> values = new ArrayList<>();
            double weighted = 0;
            double weights = 0;
            for (String store : stores) {
                int born = rows.stream()
                        .filter(r -> r.store.equals(store))
                        .mapToInt(Row::day)
                        .min()
                        .orElseThrow();
                int died = all.stream()
                        .filter(r -> r.store.equals(store))
                        .mapToInt(Row::day)
                        .max()
                        .orElseThrow();
                if (day >= born && day <= died) {
                    int today = day;
                    double sold = rows.stream()
                            .filter(r -> r.store.equals(store) && r.day == today)
                            .mapToDouble(Row::quantity)
                            .sum();
                    double weight = Math.max(
                            0,
                            rows.stream()
                                    .filter(r -> r.store.equals(store))
                                    .mapToDouble(Row::quantity)
                                    .sum());
                    values.add(sold);
                    weighted += weight * sold;
                    weights += weight;
                }
            }
            Collections.sort(values);
            int n = values.size();
            double sum = values.stream().mapToDouble(v -> v).sum();
            folded[day - start] = n == 0
                    ? 0
                    : switch (aggregation) {
                        case SUM, PANEL -> sum;
                        case MEAN -> sum / n;
                        case MAX -> values.get(n - 1);
                        case MEDIAN -> (values.get((n - 1) / 2) + values.get(n / 2)) / 2;
                        case WEIGHTED -> weights > 0 ? weighted / weights : sum / n;
                    };
        }
        return folded;
    }

    /** Prices weighted by what was sold at them, filled from the past and then from the future. */
    private static double[] prices(List<Row> all, SeriesScope scope, int days) {
        List<Row> rows = all.stream()
                .filter(r -> has(scope.stores(), r.store) && has(scope.products(), r.product))
                .toList();
        int start = rows.stream().mapToInt(Row::day).min().orElseThrow();
        double[] prices = new double[days];
        for (int i = 0; i < days; i++) {
            int day = start + i;
            List<Row> priced =
                    rows.stream().filter(r -> r.day == day && r.price != null).toList();
            prices[i] = priced.stream()
                    .mapToDouble(r -> Objects.requireNonNull(r.price))
                    .average()
                    .orElse(Double.NaN);
        }
        for (int i = 1; i < days; i++) {
            prices[i] = Double.isNaN(prices[i]) ? prices[i - 1] : prices[i];
        }
        for (int i = days - 2; i >= 0; i--) {
            prices[i] = Double.isNaN(prices[i]) ? prices[i + 1] : prices[i];
        }
        return prices;
    }

    @Test
    void aSeriesIsCompleteOnlyWithARowForEveryDayOfEveryStoreAndProduct() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int day = 0; day < 5; day++) {
            rows.add(new Row(day, "01", "P1", 3, 5, 1));
            if (day != 2) {
                rows.add(new Row(day, "01", "P2", 3, 5, 1));
            }
        }
        try (SalesQuery query = new SalesQuery(snapshot(rows))) {
            assertThat(query.series(SeriesScope.product("P1", Ids.all())).get(0).complete())
                    .isTrue();
            assertThat(query.series(SeriesScope.product("P2", Ids.all())).get(0).complete())
                    .isFalse();
            assertThat(query.series(SeriesScope.store("01", Ids.all())).get(0).complete())
                    .isFalse();
            assertThat(query.series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL)).stream()
                            .map(Series::complete))
                    .containsExactly(true, false);
        }
    }

    @Test
    void aDayOnWhichAWholeStoreToldNothingIsUnknownWhereOtherDaysWithoutSalesHaveRows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int day = 0; day < 28; day++) {
            int sold = day % 7 == 4 ? 0 : 3;
            if (day != 16) {
                rows.add(new Row(day, "01", "P1", sold, 5, 1));
                rows.add(new Row(day, "02", "P1", 3, 5, 1));
            }
            if (day != 16 && day != 17) {
                rows.add(new Row(day, "01", "P2", sold, 5, 1));
            }
            if (day % 7 != 6 && day != 16) {
                rows.add(new Row(day, "03", "P1", sold, 5, 1));
            }
        }
        try (SalesQuery query = new SalesQuery(snapshot(rows))) {
            List<Series> panel = query.series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL));
            assertThat(panel.get(0).quantity()[16]).isNaN();
            assertThat(panel.get(0).complete()).isTrue();
            assertThat(Objects.requireNonNull(panel.get(0).covariates().get("promotion"))[16])
                    .as("not invented")
                    .isNaN();
            assertThat(Objects.requireNonNull(panel.get(0).covariates().get("price"))[16])
                    .isEqualTo(5);
            // the store told of day 17, and not of this product
            assertThat(panel.get(1).quantity()[16]).isZero();
            assertThat(panel.get(1).complete()).isFalse();
            // no row of a day without sales: a missing one may well be one
            assertThat(panel.get(2).quantity()[16]).isZero();
            assertThat(panel.get(2).complete()).isFalse();
            // a store that never tells of Sundays is shut on them
            assertThat(panel.get(3).quantity()[6]).isZero();
            assertThat(panel.get(3).complete()).isFalse();
        }
    }

    @RandomSeeds(count = 3)
    void everyModeAndAggregationIsWhatItsDefinitionSays(Random random) throws IOException {
        List<Row> rows = rows(random);
        List<SeriesScope> scopes = new ArrayList<>(List.of(
                SeriesScope.product("P1", Ids.all()),
                SeriesScope.product("P1", Ids.of("01")),
                SeriesScope.store("01", Ids.all()),
                SeriesScope.store("01", Ids.of("P1", "P2"))));
        for (Aggregation aggregation : Aggregation.values()) {
            if (aggregation != Aggregation.PANEL) {
                scopes.add(SeriesScope.global(Ids.all(), Ids.all(), aggregation));
                scopes.add(SeriesScope.global(Ids.of("P1", "P3"), Ids.of("01", "02", "04"), aggregation));
            }
        }
        try (SalesQuery query = new SalesQuery(snapshot(rows))) {
            for (SeriesScope scope : scopes) {
                Aggregation aggregation = scope.aggregation() == null ? Aggregation.SUM : scope.aggregation();
                List<Series> series = query.series(scope);
                assertThat(series).hasSize(1);
                double[] actual = series.get(0).quantity();
                assertThat(actual)
                        .as(scope.toString())
                        .containsExactly(reference(rows, scope, aggregation), within(1e-9));
                assertThat(Objects.requireNonNull(series.get(0).covariates().get("price")))
                        .as("price of " + scope)
                        .containsExactly(prices(rows, scope, actual.length), within(1e-9));
            }
            for (Series one : query.series(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL))) {
                SeriesScope own = SeriesScope.product(
                        Objects.requireNonNull(one.productId()), Ids.of(Objects.requireNonNull(one.storeId())));
                double[] told = one.quantity();
                for (int day = 0; day < told.length; day++) {
                    told[day] = Double.isNaN(told[day]) ? 0 : told[day];
                }
                assertThat(told).containsExactly(reference(rows, own, Aggregation.SUM), within(1e-9));
            }
            assertThatThrownBy(() -> query.series(SeriesScope.product("none' OR 1=1 --", Ids.all())))
                    .isInstanceOfSatisfying(
                            ShopTrainingException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }
}
