package io.shoptraining.index;

import io.shoptraining.registry.Metrics;
import io.shoptraining.task.Verdict;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The rule by which a finished model, or one that is brought, may become what forecasts use.
 *
 * @param minR2 the lowest R² on the held-out days
 * @param beatsSeasonalNaive whether a model must also have a lower WAPE than "the same as a week ago"
 */
public record VersionGate(double minR2, boolean beatsSeasonalNaive) {
    /** What the gate says, and why. */
    public record Decision(Verdict verdict, String reason) {
        /** The verdict as it is written. */
        public String word() {
            return verdict.name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param metrics with every essential figure */
    public Decision judge(Metrics metrics) {
        double r2 = metrics.value("r2").orElse(Double.NEGATIVE_INFINITY);
        if (!(r2 >= minR2)) {
            return rejected("r2 %.4f is below %s", r2, minR2);
        }
        OptionalDouble wape = metrics.value("wape");
        OptionalDouble naive = metrics.value("seasonal_naive_wape");
        if (beatsSeasonalNaive) {
            if (wape.isEmpty() || naive.isEmpty()) {
                return rejected("the comparison with the seasonal naive forecast was not measured");
            }
            if (wape.getAsDouble() >= naive.getAsDouble()) {
                return rejected(
                        "wape %.4f is not below that of the seasonal naive forecast, %.4f",
                        wape.getAsDouble(), naive.getAsDouble());
            }
        }
        return new Decision(Verdict.ACCEPTED, String.format(Locale.ROOT, "r2 %.4f is at least %s", r2, minR2));
    }

    private static Decision rejected(String reason, Object... values) {
        return new Decision(Verdict.REJECTED, String.format(Locale.ROOT, reason, values));
    }
}
