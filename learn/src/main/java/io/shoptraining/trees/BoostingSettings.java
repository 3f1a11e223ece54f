package io.shoptraining.trees;

import java.util.List;

/**
 * How to boost.
 *
 * @param objective {@code tweedie}, {@code poisson} or {@code squared}
 * @param tweediePower variance power of the Tweedie loss, between 1 and 2
 * @param leaves most leaves of a tree
 * @param minRows fewest rows of a leaf
 * @param featureShare share of the features that a tree may use
 * @param rowShare share of the rows that a tree learns from
 * @param categories columns whose numbers are names
 */
public record BoostingSettings(
        String objective,
        double tweediePower,
        double learningRate,
        int leaves,
        int minRows,
        double featureShare,
        double rowShare,
        List<Integer> categories,
        int seed) {
    public BoostingSettings {
        categories = List.copyOf(categories);
    }
}
