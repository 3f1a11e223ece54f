package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import java.util.List;

/**
 * What a model reads of a window; see {@link WindowSet}.
 *
 * @param idSizes for each kind of id, how many there are
 */
record Inputs(int pastFeatures, int futureFeatures, int references, List<Integer> idSizes) {
    private static final int MOST = 1_000_000;

    Inputs {
        idSizes = List.copyOf(idSizes);
        boolean plausible = pastFeatures > 0 && pastFeatures <= MOST && futureFeatures <= MOST;
        if (!plausible || references < 1 || references > futureFeatures) {
            throw new IllegalArgumentException("past_features, future_features or references make no sense");
        }
        if (idSizes.stream().anyMatch(size -> size < 1 || size > MOST)) {
            throw new IllegalArgumentException("id_sizes is " + idSizes);
        }
    }

    static Inputs of(WindowSet windows) {
        return new Inputs(windows.pastFeatures(), windows.futureFeatures(), windows.references(), windows.idSizes());
    }
}
