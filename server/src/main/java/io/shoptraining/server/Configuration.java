package io.shoptraining.server;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;

/**
 * The settings of a server, each with a default.
 *
 * @param maxWorkers how many trainings run at once, 1 to 64; one per core, two at most, unless said otherwise
 * @param workerHeap Java heap of each worker process, {@code 512m} or {@code 2g}
 * @param maxAttempts how many workers a task may lose before it has failed, 1 to 10
 * @param gateMinR2 the lowest R² with which a model is accepted, -1 to 1
 * @param gateBeatsSeasonalNaive whether an accepted model must also beat the seasonal naive forecast
 */
public record Configuration(
        int maxWorkers, String workerHeap, int maxAttempts, double gateMinR2, boolean gateBeatsSeasonalNaive) {
    private static final List<String> KEYS =
            List.of("max_workers", "worker_heap", "max_attempts", "gate_min_r2", "gate_beats_seasonal_naive");

    public static Configuration defaults() {
        return new Configuration(Math.min(Runtime.getRuntime().availableProcessors(), 2), "2g", 3, 0.0, false);
    }

    /**
     * Reads {@code shoptraining.properties}; the defaults where there is none.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_CONFIGURATION} with every unknown key and bad value
     */
    public static Configuration read(Path file) {
        if (!Files.exists(file)) {
            return defaults();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new ShopTrainingException(ErrorCode.INVALID_CONFIGURATION, file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
        return of(properties);
    }

    private static Configuration of(Properties properties) {
        Configuration defaults = defaults();
        Faults faults = new Faults();
        properties.stringPropertyNames().stream()
                .filter(key -> !KEYS.contains(key))
                .sorted()
                .forEach(key -> faults.unknown(key, key, KEYS));
        Value value = new Value(properties, faults);
        Configuration read = new Configuration(
                Integer.parseInt(value.of(
                        "max_workers", defaults.maxWorkers, "1 to 64", text -> isWhole(text) && in(text, 1, 64))),
                value.of(
                        "worker_heap",
                        defaults.workerHeap,
                        "a number with m or g, such as 512m or 2g",
                        text -> text.matches("[1-9][0-9]{0,5}[mg]")),
                Integer.parseInt(value.of(
                        "max_attempts", defaults.maxAttempts, "1 to 10", text -> isWhole(text) && in(text, 1, 10))),
                Double.parseDouble(value.of("gate_min_r2", defaults.gateMinR2, "-1 to 1", text -> in(text, -1, 1))),
                Boolean.parseBoolean(value.of(
                        "gate_beats_seasonal_naive",
                        defaults.gateBeatsSeasonalNaive,
                        "true, false",
                        text -> text.equals("true") || text.equals("false"))));
        faults.throwIfAny(ErrorCode.INVALID_CONFIGURATION);
        return read;
    }

    private static boolean isWhole(String text) {
        return text.matches("-?[0-9]{1,9}");
    }

    private static boolean in(String text, double min, double max) {
        try {
            double number = Double.parseDouble(text);
            return number >= min && number <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private record Value(Properties properties, Faults faults) {
        /** The text of a setting; that of its default, and a fault, when it is not allowed. */
        String of(String key, Object defaultValue, String allowed, Predicate<String> isAllowed) {
            String text =
                    properties.getProperty(key, String.valueOf(defaultValue)).trim();
            if (isAllowed.test(text)) {
                return text;
            }
            faults.add(key, "not_allowed", "'" + text + "' is not allowed; allowed: " + allowed);
            return String.valueOf(defaultValue);
        }
    }
}
