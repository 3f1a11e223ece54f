package io.shoptraining.taskmanager;

import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * An immutable copy of the sales.
     *
     * @param products those that have sales
     * @param stores those that have sales
     * @param told products and stores that may have none, but of which something is told
     */
    record DataSnapshot(String id, Path file, String sha256, Set<String> products, Set<String> stores, Told told) {
        public DataSnapshot {
            products = Set.copyOf(products);
            stores = Set.copyOf(stores);
        }

        /** Of sales of which nothing more is told. */
        public DataSnapshot(String id, Path file, String sha256, Set<String> products, Set<String> stores) {
            this(id, file, sha256, products, stores, new Told(List.of(), List.of()));
        }
    }

    /** Sorted ids. */
    record Told(List<String> products, List<String> stores) {
        public Told {
            products = List.copyOf(products);
            stores = List.copyOf(stores);
        }
    }
}
