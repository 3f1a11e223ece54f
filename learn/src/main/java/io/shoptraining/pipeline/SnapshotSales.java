package io.shoptraining.pipeline;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.History;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.SalesQuery;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Reads the histories from a snapshot of the sales store. */
public final class SnapshotSales implements SalesSource {
    @Override
    public List<History> histories(Path snapshotFile, SeriesScope scope) {
        try (SalesQuery query = new SalesQuery(snapshot(snapshotFile))) {
            return query.series(scope).stream()
                    .map(series -> new History(
                            series.storeId(),
                            series.productId(),
                            series.start(),
                            series.quantity(),
                            series.covariates()))
                    .toList();
        }
    }

    /** A snapshot lies at {@code snapshots/ID/} in the folder of its store. */
    private static Snapshot snapshot(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        Path store = folder == null || folder.getParent() == null
                ? null
                : folder.getParent().getParent();
        if (folder == null || store == null) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, file + " is not in a store of sales");
        }
        // the clock is for imports only
        return SalesStore.open(store, Clock.systemUTC()).snapshot(String.valueOf(folder.getFileName()));
    }
}
