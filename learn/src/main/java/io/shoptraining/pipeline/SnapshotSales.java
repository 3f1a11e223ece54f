package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.features.Traits;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.Attributes;
import io.shoptraining.sales.SalesQuery;
import io.shoptraining.sales.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the histories from a snapshot of the sales store. */
public final class SnapshotSales implements SalesSource {
    /** Of the snapshot that was asked for last; snapshots never change. */
    private @Nullable Told told;

    private record Told(Path file, Attributes attributes) {}

    @Override
    public List<History> histories(Path snapshotFile, SeriesScope scope) {
        try (SalesQuery query = new SalesQuery(Snapshot.at(snapshotFile))) {
            return query.series(scope).stream()
                    .map(series -> new History(
                            series.storeId(),
                            series.productId(),
                            series.start(),
                            series.quantity(),
                            series.complete() ? series.covariates() : History.knownAfterwards(series.covariates()),
                            traits(snapshotFile, series.productId(), series.storeId())))
                    .toList();
        }
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
