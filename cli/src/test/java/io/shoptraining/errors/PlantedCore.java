package io.shoptraining.errors;

import io.shoptraining.features.PlantedLearn;
import org.jspecify.annotations.Nullable;

/** Breaks "core and sales see neither learn nor the server". */
public final class PlantedCore {
    @Nullable
    PlantedLearn learn;
}
