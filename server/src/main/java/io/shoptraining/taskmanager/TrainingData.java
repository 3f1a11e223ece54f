package io.shoptraining.taskmanager;

import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The sales that trainings read, as far as the queue has to know them. */
public interface TrainingData {
    /**
     * Called once by whoever has just taken the store: removes what a crash left, and reads what the first task needs.
     */
    default void prepare() {}

    /** What a task that is submitted now will read; empty when no sales were imported yet. */
    Optional<DataSnapshot> current();

    /** An earlier snapshot, which never changes. */
    DataSnapshot snapshot(String id);

    /** Days from the first to the last sale of the longest series that {@code spec} trains on; asked for at every submit. */
    int availableDays(DataSnapshot snapshot, TrainingSpec spec);

    /** An immutable copy of the sales. */
    record DataSnapshot(String id, Path file, String sha256, Set<String> products, Set<String> stores) {
        public DataSnapshot {
            products = Set.copyOf(products);
            stores = Set.copyOf(stores);
        }
    }
}
