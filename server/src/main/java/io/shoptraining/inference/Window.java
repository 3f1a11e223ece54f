package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cuts the days and the quantiles that were asked for out of what a model says. */
final class Window {
    private final @Nullable LocalDate start;
    private final int days;
    private final int horizon;
    private final int asked;
    private final @Nullable List<Double> levels;

    /** @param plans whether what is planned for days after the window may tell of days in it */
    Window(@Nullable LocalDate start, int days, int horizon, @Nullable List<Double> levels, boolean plans) {
        this.start = start;
        this.days = days;
        this.horizon = horizon;
        this.levels = levels;
        this.asked = start == null && !plans ? days : horizon;
    }

    /** How many days the model has to be asked for. */
    int asked() {
        return asked;
    }

    /**
     * The rows that were asked for.
     *
     * @param rows from the day after the end of each series
     * @throws ShopTrainingException when the first day or a level is not one that the model has, with those that it has
     */
    List<ForecastRow> cut(List<ForecastRow> rows) {
        List<String> chosen = levels(rows);
        LocalDate from = start;
        if (from != null) {
            requireReachable(from, rows);
        }
        List<ForecastRow> cut = new ArrayList<>();
        LocalDate first = LocalDate.MIN;
        ForecastRow before = null;
        for (ForecastRow row : rows) {
            LocalDate date = LocalDate.parse(row.date());
            if (before == null || !isSameSeries(before, row)) {
                first = from == null ? date : from;
            }
            before = row;
            if (!date.isBefore(first) && date.isBefore(first.plusDays(days))) {
                cut.add(new ForecastRow(
                        row.storeId(),
                        row.productId(),
                        row.date(),
                        row.mean(),
                        quantiles(row, chosen),
                        row.coldStart()));
            }
        }
        return cut;
    }

    private static Map<String, Double> quantiles(ForecastRow row, List<String> chosen) {
        Map<String, Double> quantiles = new LinkedHashMap<>();
        chosen.forEach(level ->
                quantiles.put(level, Objects.requireNonNull(row.quantiles().get(level))));
        return quantiles;
    }

    /** The levels as the model writes them. */
    private List<String> levels(List<ForecastRow> rows) {
        List<String> known =
                rows.isEmpty() ? List.of() : List.copyOf(rows.get(0).quantiles().keySet());
        if (levels == null) {
            return known;
        }
        Faults faults = new Faults();
        List<String> chosen = new ArrayList<>();
        for (Double level : levels) {
            known.stream()
                    .filter(word -> Double.parseDouble(word) == level)
                    .findFirst()
                    .ifPresentOrElse(
                            word -> {
                                if (!chosen.contains(word)) {
                                    chosen.add(word);
                                }
                            },
                            () -> faults.unknown("quantiles", String.valueOf(level), known));
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        chosen.sort((a, b) -> Integer.compare(known.indexOf(a), known.indexOf(b)));
        return chosen;
    }

    /** Every series has to reach the first day: they may end on different days. */
    private void requireReachable(LocalDate from, List<ForecastRow> rows) {
        LocalDate earliest = LocalDate.MIN;
        LocalDate latest = LocalDate.MAX;
        for (LocalDate first : firstDays(rows)) {
            earliest = first.isAfter(earliest) ? first : earliest;
            LocalDate last = first.plusDays((long) horizon - days);
            latest = last.isBefore(latest) ? last : latest;
        }
        if (from.isBefore(earliest) || from.isAfter(latest)) {
            Faults faults = new Faults();
            if (earliest.isAfter(latest)) {
                faults.add(
                        "start_date",
                        "not_allowed",
                        "no day is within the horizon of all series, which end on different days; name product_id and"
                                + " store_id, or leave it out");
            } else {
                faults.outOfRange("start_date", from, earliest, latest);
            }
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        }
    }

    /** The first day of each series: its rows follow each other. */
    static List<LocalDate> firstDays(List<ForecastRow> rows) {
        List<LocalDate> days = new ArrayList<>();
        ForecastRow before = null;
        for (ForecastRow row : rows) {
            if (before == null || !isSameSeries(before, row)) {
                days.add(LocalDate.parse(row.date()));
            }
            before = row;
        }
        return days;
    }

    private static boolean isSameSeries(ForecastRow a, ForecastRow b) {
        return Objects.equals(a.storeId(), b.storeId()) && Objects.equals(a.productId(), b.productId());
    }
}
