package io.shoptraining.api;

import io.shoptraining.features.PlantedLearn;
import org.jspecify.annotations.Nullable;

/** Breaks "the server never sees learn", and closes a cycle with {@link PlantedLearn}. */
public final class PlantedServer {
    @Nullable
    PlantedLearn learn;
}
