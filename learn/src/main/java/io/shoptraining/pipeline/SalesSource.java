package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.registry.SeriesScope;
import java.nio.file.Path;
import java.util.List;

/** Where the histories come from. */
public interface SalesSource {
    /**
     * The series in a scope, in an order that depends on nothing but the snapshot.
     *
     * @param snapshotFile already known to be undamaged
     */
    List<History> histories(Path snapshotFile, SeriesScope scope);
}
