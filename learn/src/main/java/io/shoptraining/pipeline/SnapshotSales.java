package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.features.Traits;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.Attributes;
import io.shoptraining.sales.HolidayCalendar;
import io.shoptraining.sales.SalesQuery;
import io.shoptraining.sales.Series;
import io.shoptraining.sales.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the histories from a snapshot of the sales store. */
public final class SnapshotSales implements SalesSource {
    /** Of the snapshot that was asked for last; snapshots never change. */
    private @Nullable Told told;

    private record Told(Path file, Attributes attributes) {}

    @Override
    public List<History> histories(Path snapshotFile, SeriesScope scope) {
        Snapshot snapshot = Snapshot.at(snapshotFile);
        Set<String> planned = new TreeSet<>(History.PLANNED);
        planned.addAll(snapshot.planned());
        try (SalesQuery query = new SalesQuery(snapshot)) {
            return query.series(scope).stream()
                    .map(series ->
                            history(series, planned).with(traits(snapshotFile, series.productId(), series.storeId())))
                    .toList();
        }
    }

    @Override
    public Optional<HolidayCalendar> calendar(Path snapshotFile) {
        return Snapshot.at(snapshotFile).calendar();
    }

    private static History history(Series series, Set<String> planned) {
        History history = new History(
                series.storeId(),
                series.productId(),
                series.start(),
                series.quantity(),
                series.covariates(),
                planned,
                series.soldOut(),
                Map.of(),
                Traits.NONE);
        return series.complete() ? history : history.knownAfterwards();
    }

    @Override
    public Traits traits(Path snapshotFile, @Nullable String productId, @Nullable String storeId) {
        Attributes attributes = attributes(snapshotFile);
        return Traits.of(
                productId == null ? Map.of() : attributes.products().row(productId),
                storeId == null ? Map.of() : attributes.stores().row(storeId));
    }

    private synchronized Attributes attributes(Path file) {
        if (told == null || !told.file.equals(file)) {
            told = new Told(file, Snapshot.at(file).attributes());
        }
        return told.attributes;
    }
}
