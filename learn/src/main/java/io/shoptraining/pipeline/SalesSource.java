package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.features.Traits;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.HolidayCalendar;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the histories come from. */
public interface SalesSource {
    /**
     * The series in a scope, in an order that depends on nothing but the snapshot.
     *
     * @param snapshotFile already known to be undamaged
     */
    List<History> histories(Path snapshotFile, SeriesScope scope);

    /**
     * What is told of a product and of a store, whether they have sales or not.
     *
     * @param snapshotFile already known to be undamaged
     * @param productId null for several together
     * @param storeId null for several together
     */
    default Traits traits(Path snapshotFile, @Nullable String productId, @Nullable String storeId) {
        return Traits.NONE;
    }

    /** The holidays that hold for a snapshot; empty for China's. */
    default Optional<HolidayCalendar> calendar(Path snapshotFile) {
        return Optional.empty();
    }
}
