package io.shoptraining.registry;

import java.util.List;

/**
 * The outcome of checking the whole store.
 *
 * @param models how many models were checked
 * @param problems everything that is wrong; empty for a sound store
 */
public record VerifyReport(int models, List<Problem> problems) {
    public VerifyReport {
        problems = List.copyOf(problems);
    }

    public boolean isSound() {
        return problems.isEmpty();
    }
}
