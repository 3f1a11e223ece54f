package io.shoptraining.pipeline;

import io.shoptraining.features.History;
import io.shoptraining.features.HolidayTable;
import io.shoptraining.protocol.PlannedDay;
import io.shoptraining.sales.HolidayCalendar;
import io.shoptraining.sales.HolidayCalendar.Kind;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of the days to forecast: from the calendar of the sales, and before that from a request. */
final class Ahead {
    private final List<PlannedDay> planned;
    private final int horizon;

    /** @param read what the model reads of the days to forecast */
    Ahead(Optional<HolidayCalendar> calendar, List<PlannedDay> planned, List<String> read, int horizon) {
        this.horizon = horizon;
        this.planned = new ArrayList<>();
        calendar.ifPresent(known -> known.days().forEach(day -> this.planned.add(ofCalendar(day, read))));
        this.planned.addAll(planned);
    }

    private static PlannedDay ofCalendar(HolidayCalendar.Day day, List<String> read) {
        Map<String, Double> values = new HashMap<>(day.figures());
        if (day.kind() != null) {
            values.put(History.HOLIDAY, day.kind() == Kind.WORKING ? 0.0 : 1.0);
        }
        values.keySet().retainAll(read);
        return new PlannedDay(null, null, day.date(), values);
    }

    History of(History history) {
        Map<String, double[]> ahead = new TreeMap<>();
        for (PlannedDay one : planned) {
            long day = ChronoUnit.DAYS.between(history.end(), LocalDate.parse(one.date()));
            if (day >= 0 && day < horizon && one.fits(history.storeId(), history.productId())) {
                one.values()
                        .forEach((name, value) ->
                                ahead.computeIfAbsent(name, unknown -> unknown())[Math.toIntExact(day)] = value);
            }
        }
        return history.knowing(ahead);
    }

    private double[] unknown() {
        double[] values = new double[horizon];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** As a model keeps them; null for China's. */
    static @Nullable HolidayTable holidays(Optional<HolidayCalendar> calendar) {
        return calendar.map(known -> {
                    List<String> daysOff = new ArrayList<>(known.dates(Kind.DAY_OFF));
                    daysOff.addAll(known.dates(Kind.FESTIVAL));
                    return new HolidayTable(daysOff, known.dates(Kind.FESTIVAL), known.dates(Kind.WORKING));
                })
                .orElse(null);
    }
}
