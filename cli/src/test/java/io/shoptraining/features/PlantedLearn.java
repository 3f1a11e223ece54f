package io.shoptraining.features;

import io.shoptraining.api.PlantedServer;
import org.jspecify.annotations.Nullable;

/** Breaks "learn never sees the server", and closes a cycle with {@link PlantedServer}. */
public final class PlantedLearn {
    @Nullable
    PlantedServer server;
}
