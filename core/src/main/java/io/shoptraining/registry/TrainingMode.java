package io.shoptraining.registry;

import java.util.Locale;

/** What one model is trained on. */
public enum TrainingMode {
    /** One product, its sales summed over all stores or taken from one store. */
    PRODUCT,
    /** One store: its total, or some of its products. */
    STORE,
    /** Many series at once, folded into one or, as a panel, learned side by side. */
    GLOBAL;

    /** The name in requests, file names and tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
