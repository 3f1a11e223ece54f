package io.shoptraining.zoo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network needs beside its weights: its {@link Inputs}, and its errors.
 *
 * @param errors null for a model of before they were learned
 */
record NetworkFacts(
        int pastFeatures,
        int futureFeatures,
        int references,
        List<Integer> idSizes,
        @Nullable ErrorQuantiles errors) {
    NetworkFacts {
        idSizes = new Inputs(pastFeatures, futureFeatures, references, idSizes).idSizes();
    }

    static NetworkFacts of(Inputs inputs, @Nullable ErrorQuantiles errors) {
        return new NetworkFacts(
                inputs.pastFeatures(), inputs.futureFeatures(), inputs.references(), inputs.idSizes(), errors);
    }

    Inputs inputs() {
        return new Inputs(pastFeatures, futureFeatures, references, idSizes);
    }
}
