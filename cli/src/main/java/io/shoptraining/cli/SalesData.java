package io.shoptraining.cli;

import io.shoptraining.sales.SalesQuery;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Series;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import java.util.Optional;

/** The imported sales as the queue sees them. */
record SalesData(SalesStore store) implements TrainingData {
    @Override
    public Optional<DataSnapshot> current() {
        return store.current().map(SalesData::of);
    }

    @Override
    public DataSnapshot snapshot(String id) {
        return of(store.snapshot(id));
    }

    @Override
    public int availableDays(DataSnapshot snapshot, TrainingSpec spec) {
        try (SalesQuery query = new SalesQuery(store.snapshot(snapshot.id()))) {
            return query.series(spec.scope()).stream()
                    .mapToInt(Series::days)
                    .max()
                    .orElse(0);
        }
    }

    @Override
    public int requiredDays(TrainingSpec spec) {
        return spec.requiredDays();
    }

    private static DataSnapshot of(Snapshot snapshot) {
        return new DataSnapshot(
                snapshot.id(), snapshot.file(), snapshot.sha256(), snapshot.products(), snapshot.stores());
    }
}
