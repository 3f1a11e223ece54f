package io.shoptraining.inference;

import io.shoptraining.errors.Faults;
import io.shoptraining.protocol.PlannedDay;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.task.Numbers;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The {@code covariates} of a request: what is planned for the days to forecast, in the order of the request. */
final class Plans {
    private static final String FIELD = "covariates";
    private static final Set<String> KEYS = Set.of("date", "product_id", "store_id");
    private static final Set<String> YES = Set.of("true", "yes", "y", "是");
    private static final Set<String> NO = Set.of("false", "no", "n", "否");

    private Plans() {}

    /** Reads the rows as far as that can be done without the model; tells every fault. */
    static List<PlannedDay> of(@Nullable Object given, Faults faults) {
        if (given == null) {
            return List.of();
        }
        if (!(given instanceof List<?> list)) {
            faults.add(
                    FIELD, "wrong_type", "is not a list of rows such as {\"date\": \"2026-01-31\", \"promotion\": 1}");
            return List.of();
        }
        List<PlannedDay> days = new ArrayList<>();
        Map<List<@Nullable String>, Integer> places = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> row)) {
                faults.add(field(i), "wrong_type", "is not an object");
                continue;
            }
            PlannedDay day = day(row, i, faults);
            days.add(day);
            Integer before = places.putIfAbsent(Arrays.asList(day.date(), day.storeId(), day.productId()), i);
            if (before != null && !day.date().isEmpty()) {
                faults.add(field(i), "not_allowed", "is about the same day, product and store as row " + before);
            }
        }
        return days;
    }

    private static String field(int row) {
        return FIELD + "." + row;
    }

    private static PlannedDay day(Map<?, ?> row, int number, Faults faults) {
        Map<String, Double> values = new TreeMap<>();
        row.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!KEYS.contains(name) && value != null && !value.equals("")) {
                number(name, value, field(number) + "." + name, faults).ifPresent(figure -> values.put(name, figure));
            }
        });
        if (KEYS.containsAll(row.keySet())) {
            faults.required(field(number), "say what is planned, such as \"promotion\": 1");
        }
        return new PlannedDay(
                id(row, "store_id", number, faults),
                id(row, "product_id", number, faults),
                date(row.get("date"), field(number) + ".date", faults),
                values);
    }

    private static String date(@Nullable Object given, String field, Faults faults) {
        if (given == null) {
            faults.required(field, "the day, YYYY-MM-DD");
            return "";
        }
        try {
            return LocalDate.parse(String.valueOf(given)).toString();
        } catch (DateTimeParseException e) {
            faults.add(field, "wrong_type", "'" + given + "' is not a date such as 2026-01-31");
            return "";
        }
    }

    private static @Nullable String id(Map<?, ?> row, String name, int number, Faults faults) {
        Object given = row.get(name);
        if (given == null || given instanceof String text && !text.isEmpty()) {
            return (String) given;
        }
        faults.add(field(number) + "." + name, "wrong_type", "is not a text");
        return null;
    }

    private static Optional<Double> number(String name, Object given, String field, Faults faults) {
        Optional<Double> number = flag(given).or(() -> Numbers.real(given));
        if (number.isEmpty() && name.equals("holiday") && given instanceof String) {
            return Optional.of(1.0); // its name
        }
        if (number.isEmpty()) {
            faults.add(field, "wrong_type", "'" + given + "' is not a number");
            return number;
        }
        boolean outside = switch (name) {
            case "open", "holiday", "promotion" -> number.get() < 0 || number.get() > 1;
            case "price" -> number.get() <= 0;
            default -> false;
        };
        if (outside) {
            faults.outOfRange(field, given, name.equals("price") ? "above 0" : 0, name.equals("price") ? "any" : 1);
        }
        return number;
    }

    private static Optional<Double> flag(Object given) {
        String word = String.valueOf(given).toLowerCase(Locale.ROOT);
        return YES.contains(word) ? Optional.of(1.0) : NO.contains(word) ? Optional.of(0.0) : Optional.empty();
    }

    /** Whether a model reads what is planned, and whether there are such products and stores. */
    static void check(List<PlannedDay> days, List<String> read, DataSnapshot snapshot, Faults faults) {
        for (int i = 0; i < days.size(); i++) {
            PlannedDay day = days.get(i);
            for (String name : day.values().keySet()) {
                if (read.isEmpty()) {
                    faults.add(
                            field(i) + "." + name,
                            "not_supported",
                            "is not read by this model: its sales had nothing that is planned ahead");
                } else if (!read.contains(name)) {
                    faults.unknown(field(i) + "." + name, name, read);
                }
            }
            if (day.productId() != null
                    && !snapshot.products().contains(day.productId())
                    && !snapshot.told().products().contains(day.productId())) {
                faults.unknown(field(i) + ".product_id", day.productId(), snapshot.products());
            }
            if (day.storeId() != null
                    && !snapshot.stores().contains(day.storeId())
                    && !snapshot.told().stores().contains(day.storeId())) {
                faults.unknown(field(i) + ".store_id", day.storeId(), snapshot.stores());
            }
        }
    }

    /** What is said of one store and product comes after what is said of more, and so counts. */
    static List<PlannedDay> generalFirst(List<PlannedDay> days) {
        return days.stream()
                .sorted(Comparator.comparing((PlannedDay day) -> day.productId() != null)
                        .thenComparing(day -> day.storeId() != null))
                .toList();
    }

    /** How many values each covariate has. */
    static Map<String, Integer> counts(List<PlannedDay> days) {
        Map<String, Integer> counts = new TreeMap<>();
        days.forEach(day -> day.values().keySet().forEach(name -> counts.merge(name, 1, Integer::sum)));
        return counts;
    }

    /** Which of the rows were about days and series of a forecast. Not thread-safe. */
    static final class Reached {
        private final List<PlannedDay> days;
        private final Set<List<@Nullable String>> missing = new HashSet<>();
        private String first = "9999-12-31";
        private String last = "";

        Reached(List<PlannedDay> days) {
            this.days = days;
            days.forEach(day -> missing.add(Arrays.asList(day.date(), day.storeId(), day.productId())));
        }

        void saw(List<ForecastRow> rows) {
            for (ForecastRow row : missing.isEmpty() ? List.<ForecastRow>of() : rows) {
                first = row.date().compareTo(first) < 0 ? row.date() : first;
                last = row.date().compareTo(last) > 0 ? row.date() : last;
                missing.remove(Arrays.asList(row.date(), row.storeId(), row.productId()));
                missing.remove(Arrays.asList(row.date(), null, row.productId()));
                missing.remove(Arrays.asList(row.date(), row.storeId(), null));
                missing.remove(Arrays.asList(row.date(), null, null));
            }
        }

        void check(Faults faults) {
            for (int i = 0; i < days.size(); i++) {
                PlannedDay day = days.get(i);
                if (missing.contains(Arrays.asList(day.date(), day.storeId(), day.productId()))) {
                    faults.add(
                            field(i) + ".date",
                            "not_allowed",
                            "no series of this forecast has the day " + day.date() + " for that product and store; its"
                                    + " days are " + first + " to " + last);
                }
            }
        }
    }
}
