package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected figures are those of scipy.stats.nbinom(1 / dispersion, 1 / (1 + mean dispersion)), SciPy 1.17.1. */
class NegativeBinomialTest {
    private static final List<Double> LEVELS = List.of(0.025, 0.1, 0.5, 0.9, 0.975);

    @ParameterizedTest
    @CsvSource({
        "3.5, 0.4, 0, 0, 3, 7, 11",
        "0.2, 2.0, 0, 0, 0, 1, 2",
        "1200, 0.05, 729, 869, 1180, 1557, 1785",
        "40, 1e-4, 28, 32, 40, 48, 53",
        "250000, 0.3, 57542, 98252, 225493, 433614, 581130"
    })
    void quantilesAreTheExactInverse(
            double mean, double dispersion, double q1, double q2, double q3, double q4, double q5) {
        assertThat(new NegativeBinomial(mean, dispersion).quantiles(LEVELS)).containsExactly(q1, q2, q3, q4, q5);
    }

    @ParameterizedTest
    @CsvSource({
        "3.5, 0.4, 0, 0.11206549034164981",
        "3.5, 0.4, 3, 0.5883073446418579",
        "3.5, 0.4, 7, 0.9047904153112655",
        "1200, 0.05, 1200, 0.5304778437527934",
        "40, 1e-4, 40, 0.5419182619574623",
        "250000, 0.3, 500000, 0.9454650167753159"
    })
    void probabilitiesAddUp(double mean, double dispersion, double count, double expected) {
        assertThat(new NegativeBinomial(mean, dispersion).cumulative(count)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void whereNothingSellsEveryQuantileIsZero() {
        assertThat(new NegativeBinomial(0, 0.5).quantiles(LEVELS)).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 2.252712651734206", "0.5, 0.5723649429247", "10, 12.801827480081469", "1e4, 82099.71749644238"})
    void theGammaFunctionIsThatOfSciPy(double number, double expected) {
        assertThat(NegativeBinomial.logGamma(number)).isCloseTo(expected, within(1e-11 * Math.max(1, expected)));
    }
}
