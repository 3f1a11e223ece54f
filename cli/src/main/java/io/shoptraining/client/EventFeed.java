package io.shoptraining.client;

import io.shoptraining.events.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Events in their order, none left out. */
public interface EventFeed extends AutoCloseable {
    /** The next event; null when none came in time. */
    @Nullable
    Event next(Duration wait);

    @Override
    void close();
}
