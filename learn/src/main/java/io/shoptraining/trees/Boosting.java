package io.shoptraining.trees;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A library of boosted trees. */
public interface Boosting {
    /** Why this machine cannot use it; null when it can. Loads no native code. */
    @Nullable
    String unavailable();

    /** What the names of its files end in. */
    String extension();

    /** @param validation rows whose loss is to be known too; null for none */
    Booster start(BoostingSettings settings, Rows train, @Nullable Rows validation);

    /**
     * Brings back what {@link Booster#save} wrote.
     *
     * @throws io.shoptraining.errors.ShopTrainingException {@code DAMAGED_FILE} when the file is something else
     */
    Booster load(Path file, int width);

    /** Why a library without a part for this machine cannot be used; null when it has one. */
    static @Nullable String missing(String name, String resource) {
        return Boosting.class.getResource(resource) != null
                ? null
                : name + " has no native library for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch");
    }

    static ShopTrainingException otherWidth(Path file, long features, int width) {
        return new ShopTrainingException(
                ErrorCode.DAMAGED_FILE,
                file + ": has trees over " + features + " features; its settings ask for " + width);
    }
}
