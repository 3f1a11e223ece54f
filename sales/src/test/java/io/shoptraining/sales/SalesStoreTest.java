package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check, commit, undo, and what lies on the disk. */
final class SalesStoreTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path dir;

    private String imported(SalesStore store, String rows) throws IOException {
        Path file = Files.writeString(dir.resolve("in.csv"), "date,store,product,quantity" + rows);
        return store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id();
    }

    private static double[] quantity(Snapshot snapshot) {
        try (SalesQuery query = new SalesQuery(snapshot)) {
            return query.series(SeriesScope.product("a", Ids.all())).get(0).quantity();
        }
    }

    @Test
    void aSnapshotRemembersWhatIsPlannedAndTheLastFileWithAColumnDecides() throws IOException {
        Path first = Files.writeString(
                dir.resolve("first.csv"), "date,product,quantity,School Holiday,customers\n2025-01-01,P1,4,1,9\n");
        Path second = Files.writeString(
                dir.resolve("second.csv"), "date,product,quantity,school_holiday,visits\n2025-01-02,P1,4,是,9\n");
        SalesStore store = SalesStore.open(dir.resolve("planned"), Clock.systemUTC());
        ImportReport report = store.check(first, ImportOptions.automatic(), ProgressListener.NONE);
        assertThat(report.mapping()).containsEntry("School Holiday", "planned").containsEntry("customers", "covariate");
        assertThat(store.commit(report.id()).planned()).containsExactly("school_holiday");
        ImportOptions options = new ImportOptions(Map.of("visits", "planned"), null, ImportOptions.Duplicates.MERGE);
        Snapshot both =
                store.commit(store.check(second, options, ProgressListener.NONE).id());
        assertThat(both.planned()).containsExactly("school_holiday", "visits");
        assertThat(SalesStore.open(dir.resolve("planned"), Clock.systemUTC())
                        .snapshot(both.id())
                        .planned())
                .isEqualTo(both.planned());
        ImportOptions afterwards =
                new ImportOptions(Map.of("school_holiday", "covariate"), null, ImportOptions.Duplicates.MERGE);
        Path third = Files.writeString(
                dir.resolve("third.csv"), "date,product,quantity,school_holiday\n2025-01-03,P1,4,1\n");
        assertThat(store.commit(store.check(third, afterwards, ProgressListener.NONE)
                                .id())
                        .planned())
                .containsExactly("visits");
        try (SalesQuery query = new SalesQuery(both)) {
            assertThat(query.series(SeriesScope.product("P1", Ids.all()))
                            .get(0)
                            .covariates()
                            .get("school_holiday"))
                    .containsExactly(1, 1);
        }
    }

    @Test
    void aLaterImportWinsAndUndoBringsBackWhatWasThere() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        String first = imported(store, "\n2025-01-01,1,a,1\n2025-01-02,1,a,2\n");
        Snapshot one = store.commit(first);
        String second = imported(store, ",price\n2025-01-02,1,a,5,9.5\n2025-01-03,1,a,6,9.5\n");
        assertThat(store.current().map(Snapshot::id)).contains(one.id());
        Snapshot two = store.commit(second);
        assertThat(quantity(two)).containsExactly(1, 5, 6);
        assertThat(two.covariates()).containsExactly("price");
        assertThat(quantity(one)).containsExactly(1, 2);
        assertThat(SalesStore.open(dir.resolve("s"), CLOCK).current()).contains(two);
        assertThat(store.undo(first).map(SalesStoreTest::quantity).orElseThrow())
                .containsExactly(5, 6);
        assertThat(store.undo(second)).isEqualTo(Optional.empty());
        assertThat(store.current()).isEmpty();
        assertThat(store.imports()).extracting(ImportReport::status).containsOnly(ImportReport.Status.UNDONE);
        assertThat(store.snapshot(one.id()).sha256()).isEqualTo(one.sha256());
    }

    @Test
    void anImportIsCommittedOnceAndACheckedOneIsDiscarded() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        String id = imported(store, "\n2025-01-01,1,a,1\n");
        store.undo(id);
        assertThat(store.imports()).isEmpty();
        assertThatThrownBy(() -> store.commit(id)).hasMessageContaining("no import '" + id);
        String again = imported(store, "\n2025-01-01,1,a,1\n");
        store.commit(again);
        assertThatThrownBy(() -> store.commit(again)).hasMessageContaining("is committed");
        for (String none : List.of("../x", "a\0b", "snapshot-000002", "snapshot-999999999", "")) {
            assertThatThrownBy(() -> store.snapshot(none)).hasMessageContaining("no sales snapshot '" + none);
        }
    }

    @Test
    void openingAndReadingWritesNothing() {
        SalesStore store = SalesStore.open(dir.resolve("never"), CLOCK);
        assertThat(store.current()).isEmpty();
        assertThat(store.imports()).isEmpty();
        assertThat(dir.resolve("never")).doesNotExist();
    }

    @Test
    void aChangedSnapshotFileIsNoticed() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        Snapshot snapshot = store.commit(imported(store, "\n2025-01-01,1,a,1\n"));
        snapshot.verify();
        byte[] bytes = Files.readAllBytes(snapshot.file());
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot.file(), bytes);
        assertThatThrownBy(snapshot::verify)
                .isInstanceOf(ShopTrainingException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void onlyTheFilesOfTheImportRemain() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        String id = imported(store, "\n2025-01-01,1,a,1\n");
        try (Stream<Path> files = Files.list(dir.resolve("s/imports").resolve(id))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.json", "part.parquet");
        }
    }

    @Test
    void whatACrashLeftIsRemovedAndNothingElse() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        store.tidy();
        assertThat(dir.resolve("s")).doesNotExist();
        String committed = imported(store, "\n2025-01-01,1,a,1\n");
        Snapshot snapshot = store.commit(committed);
        String checked = imported(store, "\n2025-01-02,1,a,2\n");
        for (String left : List.of(
                "imports/import-000003/clean.csv",
                "imports/import-000003/spill/x.tmp",
                "imports/" + checked + "/raw.parquet",
                "snapshots/snapshot-000001/spill/x.tmp",
                "snapshots/snapshot-000002/sales.parquet",
                "snapshots/snapshot-000002/snapshot.json",
                "snapshots/snapshot-000000/sales.parquet")) {
            Path file = dir.resolve("s").resolve(left);
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, "left");
        }

        store.tidy();

        try (Stream<Path> files = Files.walk(dir.resolve("s"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> dir.resolve("s").relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "sales.json",
                            "imports/" + committed + "/report.json",
                            "imports/" + committed + "/part.parquet",
                            "imports/" + checked + "/report.json",
                            "imports/" + checked + "/part.parquet",
                            "snapshots/" + snapshot.id() + "/sales.parquet",
                            "snapshots/" + snapshot.id() + "/series.bin",
                            "snapshots/" + snapshot.id() + "/snapshot.json");
        }
        assertThat(quantity(store.commit(checked))).containsExactly(1, 2);
    }

    @Test
    void theSampleChainIsOneCommitAwayAndLeavesNothingElse() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("sales"), CLOCK);
        ImportReport report = store.checkSample(ProgressListener.NONE);
        assertThat(report.status()).isEqualTo(ImportReport.Status.CHECKED);
        assertThat(report.fileName()).isEqualTo("sample chain");
        assertThat(report.quality().products()).isEqualTo(50);
        assertThat(report.quality().stores()).isEqualTo(10);
        assertThat(store.current()).isEmpty();
        try (var left = Files.list(dir.resolve("sales/imports"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void theSampleChainIsTheSameEveryTimeAndImportsWithoutLoss() throws IOException {
        SampleChain.write(dir.resolve("a"));
        SampleChain.write(dir.resolve("b"));
        Path sales = dir.resolve("a/sales.csv");
        assertThat(Durable.sha256(sales)).isEqualTo(Durable.sha256(dir.resolve("b/sales.csv")));
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        ImportReport report = store.check(sales, ImportOptions.automatic(), ProgressListener.NONE);
        assertThat(report.quality().rowsDropped()).isZero();
        assertThat(report.quality().rowsStored()).isBetween(300_000L, 366_000L);
        Snapshot first = store.commit(report.id());
        assertThat(first.stores()).hasSize(10);
        assertThat(first.products()).hasSize(50);
        SalesStore other = SalesStore.open(dir.resolve("t"), CLOCK);
        Snapshot second = other.commit(other.check(sales, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
        assertThat(second.sha256()).isEqualTo(first.sha256());
    }

    @Test
    void aParquetFileGivesTheSameSalesAsItsCsv() throws IOException {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        Path parquet = dir.resolve("in.parquet");
        try (Duck duck = Duck.forImport(dir)) {
            duck.run("COPY (SELECT DATE '2025-01-01' + CAST(i AS INTEGER) AS \"date\", 'a' AS sku, i * 1.5 AS sales,"
                    + " CASE WHEN i = 2 THEN NULL ELSE 'S 1' END AS store FROM range(4) t(i)) TO "
                    + Duck.quoted(parquet)
                    + " (FORMAT parquet)");
        }
        ImportReport report = store.check(parquet, ImportOptions.automatic(), ProgressListener.NONE);
        assertThat(report.quality().offending())
                .containsExactly(new QualityReport.OffendingRow(3, "store", "", "missing_store"));
        assertThat(quantity(store.commit(report.id()))).containsExactly(0, 1.5, 0, 4.5);
    }

    @Test
    void realSalesAreImportedWhole() throws IOException {
        List<Path> places = Stream.of(
                        Optional.ofNullable(System.getenv("SHOPTRAINING_DATA")).orElse("../shared/data"),
                        "../../shared/data")
                .map(Path::of)
                .toList();
        Optional<Path> data = places.stream().filter(Files::isDirectory).findFirst();
        assumeTrue(data.isPresent(), "no real data at $SHOPTRAINING_DATA or " + places);
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK);
        Path pharma = data.orElseThrow().resolve("pharma_daily/pharma_daily.csv.gz");
        ImportReport one = store.check(pharma, ImportOptions.automatic(), ProgressListener.NONE);
        assertThat(one.quality().rowsStored()).isEqualTo(16_848);
        assertThat(one.quality().products()).isEqualTo(8);
        store.commit(one.id());
        Path rossmann = data.orElseThrow().resolve("rossmann_q/rossmann_q.csv.gz");
        ImportReport two = store.check(rossmann, ImportOptions.automatic(), ProgressListener.NONE);
        assertThat(two.quality().rowsStored()).isEqualTo(255_090);
        assertThat(two.quality().rowsDropped()).isZero();
        Snapshot both = store.commit(two.id());
        assertThat(both.rows()).isEqualTo(16_848 + 255_090);
        assertThat(both.stores()).hasSize(280);
        assertThat(both.covariates()).contains("open", "promotion", "holiday", "school_holiday", "customers");
    }
}
