package io.shoptraining.server;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;

/** Takes settings out of a file one by one; whatever is left over at the end is unknown. */
final class Settings {
    private final Properties properties;
    private final List<String> known = new ArrayList<>();
    private final Faults faults = new Faults();

    Settings(Properties properties) {
        this.properties = properties;
    }

    int whole(String key, int defaultValue, int min, int max) {
        return Integer.parseInt(text(
                key,
                defaultValue,
                min + " to " + max,
                text -> text.matches("-?[0-9]{1,9}") && isWithin(text, min, max)));
    }

    double number(String key, double defaultValue, double min, double max) {
        return Double.parseDouble(
                text(key, defaultValue, plain(min) + " to " + plain(max), text -> isWithin(text, min, max)));
    }

    /** One of two words; true for the first. */
    boolean choice(String key, boolean defaultValue, String yes, String no) {
        return text(key, defaultValue ? yes : no, yes + ", " + no, text -> text.equals(yes) || text.equals(no))
                .equals(yes);
    }

    /** Texts with commas between them; none unless said. */
    List<String> texts(String key, String allowed, Predicate<String> isAllowed) {
        String all = text(key, "", allowed, text -> parts(text).stream().allMatch(isAllowed));
        return parts(all);
    }

    private static List<String> parts(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** The text of a setting; that of its default, and a fault, when it is not allowed. */
    String text(String key, Object defaultValue, String allowed, Predicate<String> isAllowed) {
        known.add(key);
        String text = properties.getProperty(key, String.valueOf(defaultValue)).strip();
        if (isAllowed.test(text)) {
            return text;
        }
        faults.add(key, "not_allowed", "'" + text + "' is not allowed; allowed: " + allowed);
        return String.valueOf(defaultValue);
    }

    /** Refuses every unknown key and every bad value, all at once. */
    void check() {
        properties.stringPropertyNames().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .forEach(key -> faults.unknown(key, key, known));
        faults.throwIfAny(ErrorCode.INVALID_CONFIGURATION);
    }

    private static boolean isWithin(String text, double min, double max) {
        try {
            double number = Double.parseDouble(text);
            return number >= min && number <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
