package io.shoptraining.task;

import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as requests carry them: JSON numbers, or texts from a command line. */
public final class Numbers {
    private static final Pattern PLAIN = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

    private Numbers() {}

    /** A finite number, or empty. */
    public static Optional<Double> real(Object value) {
        try {
            // Java alone would also take "10d" and "0x1p3"
            if (!(value instanceof Number)
                    && !PLAIN.matcher(String.valueOf(value)).matches()) {
                return Optional.empty();
            }
            double number = Double.parseDouble(String.valueOf(value));
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
