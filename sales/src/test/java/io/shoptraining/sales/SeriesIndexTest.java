package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.testing.RandomSeeds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index counts the days that a training will find in the sales. */
final class SeriesIndexTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);

    /** In the order of Java; DuckDB sorts the last two the other way round. */
    private static final List<String> PRODUCTS = List.of("P1", "P2", "p2", "药", "\ud840\udc00", "\uff21");

    private static final List<String> STORES = List.of("01", "1", "a", "\ud840\udc00", "\uff21");

    @TempDir
    Path dir;

    private SalesStore store() {
        return SalesStore.open(dir.resolve("s"), CLOCK);
    }

    private Snapshot snapshot(Random random) throws IOException {
        LocalDate first = LocalDate.of(2025, 1, 1);
        StringBuilder rows = new StringBuilder("date,store,product,quantity\n");
        for (String store : STORES) {
            for (String product : PRODUCTS) {
                int day = random.nextInt(60);
                for (int n = random.nextInt(4); n > 0; n--) {
                    rows.append(first.plusDays(day))
                            .append("," + store + "," + product + ",")
                            .append(random.nextInt(9))
                            .append('\n');
                    day += 1 + random.nextInt(20);
                }
            }
        }
        rows.append("2025-01-05,01,P1,1\n");
        Path file = Files.writeString(dir.resolve("in.csv"), rows);
        SalesStore store = store();
        return store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    private static Ids some(List<String> ids, Random random) {
        List<String> chosen = new ArrayList<>(
                ids.stream().filter(id -> random.nextInt(3) == 0).toList());
        if (random.nextInt(4) == 0) {
            chosen.add("none");
        }
        return new Ids(chosen);
    }

    private static List<SeriesScope> scopes(Random random) {
        List<SeriesScope> scopes = new ArrayList<>();
        for (String product : PRODUCTS) {
            scopes.add(SeriesScope.product(product, Ids.all()));
            STORES.forEach(store -> scopes.add(SeriesScope.product(product, Ids.of(store))));
        }
        for (String store : STORES) {
            scopes.add(SeriesScope.store(store, Ids.all()));
            scopes.add(SeriesScope.store(store, some(PRODUCTS, random)));
        }
        for (Aggregation aggregation : Aggregation.values()) {
            scopes.add(SeriesScope.global(Ids.all(), Ids.all(), aggregation));
            scopes.add(SeriesScope.global(some(PRODUCTS, random), Ids.all(), aggregation));
            scopes.add(SeriesScope.global(Ids.all(), some(STORES, random), aggregation));
            scopes.add(SeriesScope.global(some(PRODUCTS, random), some(STORES, random), aggregation));
        }
        return scopes;
    }

    /** The days of the longest series; 0 when there is none. */
    private static int days(SalesQuery query, SeriesScope scope) {
        try {
            return query.series(scope).stream().mapToInt(Series::days).max().orElseThrow();
        } catch (ShopTrainingException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
            return 0;
        }
    }

    @RandomSeeds(count = 4)
    void itHasTheDaysOfEverySeriesOfEveryModeAndScope(Random random) throws IOException {
        Snapshot snapshot = snapshot(random);
        SeriesIndex index = store().index(snapshot.id());
        try (SalesQuery query = new SalesQuery(snapshot)) {
            for (SeriesScope scope : scopes(random)) {
                int expected = days(query, scope);
                if (expected > 0) {
                    assertThat(index.days(scope)).as(scope.toString()).isEqualTo(expected);
                } else {
                    assertThatThrownBy(() -> index.days(scope))
                            .as(scope.toString())
                            .isInstanceOfSatisfying(
                                    ShopTrainingException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
                }
            }
        }
    }

    @Test
    void aMissingOrDamagedFileIsComputedAgain() throws IOException {
        Snapshot snapshot = snapshot(new Random(1));
        SeriesScope all = SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL);
        Path file = snapshot.file().resolveSibling(SeriesFile.NAME);
        assertThat(SeriesFile.read(snapshot).map(index -> index.days(all)))
                .contains(store().index(snapshot.id()).days(all));
        byte[] whole = Files.readAllBytes(file);
        for (int position : List.of(0, 10, 70, 76, whole.length - 12)) {
            Files.write(file, whole);
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek(position);
                damaged.write(0x7f);
            }
            assertThat(SeriesFile.read(snapshot)).as("changed at " + position).isEmpty();
        }
        for (int length : List.of(0, 3, 80, whole.length - 1)) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(SeriesFile.read(snapshot)).as("cut at " + length).isEmpty();
        }
        int expected = store().index(snapshot.id()).days(all);
        Files.delete(file);
        assertThat(store().index(snapshot.id()).days(all)).isEqualTo(expected);
        Files.write(file, whole);
        assertThat(store().index(snapshot.id()).days(all)).isEqualTo(expected);
    }
}
