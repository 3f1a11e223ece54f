package io.shoptraining.task;

import io.shoptraining.errors.Faults;
import java.util.List;
import java.util.Optional;

/**
 * A setting of a model type, with what is allowed.
 *
 * @param kind what values look like
 * @param min lowest allowed number; 0 for a choice
 * @param max highest allowed number; 0 for a choice
 * @param choices the allowed words; empty for a number
 * @param defaultValue an {@link Integer}, {@link Double} or {@link String} according to {@code kind}
 * @param description one sentence for people
 */
public record HyperParameter(
        String name, Kind kind, double min, double max, List<String> choices, Object defaultValue, String description) {
    /** What values of a hyper-parameter look like. */
    public enum Kind {
        INTEGER,
        REAL,
        CHOICE
    }

    public HyperParameter {
        choices = List.copyOf(choices);
    }

    public static HyperParameter integer(String name, int min, int max, int defaultValue, String description) {
        return new HyperParameter(name, Kind.INTEGER, min, max, List.of(), defaultValue, description);
    }

    public static HyperParameter real(String name, double min, double max, double defaultValue, String description) {
        return new HyperParameter(name, Kind.REAL, min, max, List.of(), defaultValue, description);
    }

    public static HyperParameter choice(String name, List<String> choices, String defaultValue, String description) {
        return new HyperParameter(name, Kind.CHOICE, 0, 0, choices, defaultValue, description);
    }

    /** The value in its own type, from a number or a text; a fault and empty when it is not allowed. */
    Optional<Object> accept(Object value, Faults faults) {
        String field = "hyperparameters." + name;
        if (kind == Kind.CHOICE) {
            if (!(value instanceof String word) || !choices.contains(word)) {
                faults.unknown(field, String.valueOf(value), choices);
                return Optional.empty();
            }
            return Optional.of(word);
        }
        Optional<Double> number = Numbers.real(value);
        boolean whole = number.isPresent() && number.get() == Math.rint(number.get());
        if (number.isEmpty() || kind == Kind.INTEGER && !whole) {
            faults.add(field, "wrong_type", "'" + value + "' is not " + noun() + "; allowed: " + range());
            return Optional.empty();
        }
        if (number.get() < min || number.get() > max) {
            faults.add(field, "out_of_range", value + " is out of range; allowed: " + range());
            return Optional.empty();
        }
        if (kind == Kind.INTEGER) {
            return Optional.of(number.get().intValue());
        }
        return Optional.of(number.get());
    }

    private String noun() {
        return kind == Kind.INTEGER ? "a whole number" : "a number";
    }

    /** {@code 1 to 512}, or the words of a choice. */
    public String range() {
        return kind == Kind.CHOICE ? String.join(", ", choices) : Numbers.plain(min) + " to " + Numbers.plain(max);
    }
}
