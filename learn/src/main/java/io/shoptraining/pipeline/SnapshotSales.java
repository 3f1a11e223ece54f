package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.SalesQuery;
import io.shoptraining.sales.Snapshot;
import java.nio.file.Path;
import java.util.List;

/** Reads the histories from a snapshot of the sales store. */
public final class SnapshotSales implements SalesSource {
    @Override
    public List<History> histories(Path snapshotFile, SeriesScope scope) {
        try (SalesQuery query = new SalesQuery(Snapshot.at(snapshotFile))) {
            return query.series(scope).stream()
                    .map(series -> new History(
                            series.storeId(),
                            series.productId(),
                            series.start(),
                            series.quantity(),
                            series.complete() ? series.covariates() : History.knownAfterwards(series.covariates())))
                    .toList();
        }
    }
}
