package io.shoptraining.task;

import java.util.Optional;

/** Numbers as requests carry them: JSON numbers, or texts from a command line. */
final class Numbers {
    private Numbers() {}

    /** A finite number, or empty. */
    static Optional<Double> real(Object value) {
        try {
            double number = value instanceof Number n ? n.doubleValue() : Double.parseDouble(String.valueOf(value));
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Without a trailing {@code .0}. */
    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
