package io.shoptraining.server;

import io.shoptraining.sales.SalesQuery;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Series;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The imported sales as the queue sees them. */
public final class SalesData implements TrainingData {
    private final SalesStore sales;
    private final ToIntFunction<TrainingSpec> requiredDays;

    /** @param requiredDays the rule of those who train, which the server does not know */
    public SalesData(SalesStore sales, ToIntFunction<TrainingSpec> requiredDays) {
        this.sales = sales;
        this.requiredDays = requiredDays;
    }

    /** The imports behind this. */
    public SalesStore sales() {
        return sales;
    }

    @Override
    public Optional<DataSnapshot> current() {
        return sales.current().map(SalesData::of);
    }

    @Override
    public DataSnapshot snapshot(String id) {
        return of(sales.snapshot(id));
    }

    @Override
    public int availableDays(DataSnapshot snapshot, TrainingSpec spec) {
        try (SalesQuery query = new SalesQuery(sales.snapshot(snapshot.id()))) {
            return query.series(spec.scope()).stream()
                    .mapToInt(Series::days)
                    .max()
                    .orElse(0);
        }
    }

    @Override
    public int requiredDays(TrainingSpec spec) {
        return requiredDays.applyAsInt(spec);
    }

    private static DataSnapshot of(Snapshot snapshot) {
        return new DataSnapshot(
                snapshot.id(), snapshot.file(), snapshot.sha256(), snapshot.products(), snapshot.stores());
    }
}
