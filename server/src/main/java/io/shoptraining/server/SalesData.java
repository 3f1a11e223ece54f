package io.shoptraining.server;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.Attributes;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The imported sales as the queue sees them. */
public final class SalesData implements TrainingData {
    private final SalesStore sales;

    /** The last one that was asked for: the ids of a large shop are not copied for every task. */
    private volatile @Nullable DataSnapshot latest;

    public SalesData(SalesStore sales) {
        this.sales = sales;
    }

    /** The imports behind this. */
    public SalesStore sales() {
        return sales;
    }

    @Override
    public void prepare() {
        sales.tidy();
        Thread ahead = new Thread(this::readAhead, "sales-read-ahead");
        ahead.setDaemon(true);
        ahead.start();
    }

    private void readAhead() {
        try {
            Optional<DataSnapshot> ready = current();
            ready.ifPresent(snapshot -> sales.index(snapshot.id()));
        } catch (ShopTrainingException toldAtSubmit) {
            return;
        }
    }

    @Override
    public Optional<DataSnapshot> current() {
        return sales.current().map(this::of);
    }

    @Override
    public DataSnapshot snapshot(String id) {
        return of(sales.snapshot(id));
    }

    @Override
    public int availableDays(DataSnapshot snapshot, TrainingSpec spec) {
        return sales.index(snapshot.id()).days(spec.scope());
    }

    private DataSnapshot of(Snapshot snapshot) {
        DataSnapshot known = latest;
        if (known != null && known.id().equals(snapshot.id())) {
            return known;
        }
        Attributes attributes = sales.attributes(snapshot.id());
        DataSnapshot made = new DataSnapshot(
                snapshot.id(),
                snapshot.file(),
                snapshot.sha256(),
                snapshot.products(),
                snapshot.stores(),
                new Told(attributes.products().ids(), attributes.stores().ids()));
        latest = made;
        return made;
    }
}
