package io.shoptraining.features;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.TrainingSpec;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where training ends, validation and held-out days begin. The dates are the same for all series, so that no series
 * tells of days that are held out of another.
 *
 * @param end the day after the last day of any history
 */
record Timeline(TrainingSpec spec, LocalDate end) {
    static Timeline of(TrainingSpec spec, List<History> histories) {
        LocalDate end = histories.stream()
                .map(History::end)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DATA_REFUSED, "the sales data has no series in the scope of this training"));
        return new Timeline(spec, end);
    }

    /** The days before the held-out ones, of which the last windows are held out in their turn. */
    Timeline rehearsal(int windows) {
        return new Timeline(spec.withFolds(windows), heldOutStart());
    }

    LocalDate last() {
        return end.minusDays(1);
    }

    private LocalDate heldOutStart() {
        return end.minusDays(spec.heldOutDays());
    }

    private LocalDate validationStart() {
        return heldOutStart().minusDays(spec.validationDays());
    }

    private static int dayOf(LocalDate date, History history) {
        return Math.toIntExact(ChronoUnit.DAYS.between(history.start(), date));
    }

    /** Days at the start of a history that may be learned from. */
    int trainingDays(History history) {
        return Math.min(history.days(), dayOf(validationStart(), history));
    }

    private boolean isLongEnough(History history) {
        return dayOf(end, history) >= spec.requiredDays();
    }

    /** @throws ShopTrainingException when there is none */
    List<History> longEnough(List<History> histories) {
        List<History> usable = histories.stream().filter(this::isLongEnough).toList();
        if (usable.isEmpty()) {
            History longest = histories.stream()
                    .max(Comparator.comparingInt(history -> dayOf(end, history)))
                    .orElseThrow();
            throw new ShopTrainingException(
                    ErrorCode.SERIES_TOO_SHORT,
                    longest.label() + " has " + dayOf(end, longest) + " days of sales; needed are "
                            + spec.requiredDays() + " for a look-back of " + spec.lookBack() + ", a horizon of "
                            + spec.horizon() + " and " + spec.folds() + " folds");
        }
        return usable;
    }

    List<String> notes(List<History> histories) {
        List<History> tooShort =
                histories.stream().filter(history -> !isLongEnough(history)).toList();
        if (tooShort.isEmpty()) {
            return List.of();
        }
        return List.of(tooShort.size() + " of " + histories.size() + " series have fewer than " + spec.requiredDays()
                + " days of sales and are not learned from, the first: "
                + tooShort.get(0).label());
    }

    double[] trainingValues(String covariate, List<History> histories) {
        return histories.stream()
                .flatMapToDouble(history -> {
                    double[] values = history.covariates().get(covariate);
                    return Arrays.stream(
                            values == null ? new double[0] : values, 0, values == null ? 0 : trainingDays(history));
                })
                .toArray();
    }

    /** Adds the windows of one series; none when it is too short. */
    void place(int series, History history, WindowList train, WindowList validation, WindowList heldOut) {
        if (!isLongEnough(history)) {
            return;
        }
        int horizon = spec.horizon();
        int validationStart = dayOf(validationStart(), history);
        int heldOutStart = dayOf(heldOutStart(), history);
        int first = Math.max(spec.lookBack(), firstSale(history));
        int days = history.days();
        for (int origin = first; origin + horizon <= Math.min(validationStart, days); origin++) {
            train.add(series, origin);
        }
        for (int origin = validationStart; origin + horizon <= Math.min(heldOutStart, days); origin++) {
            validation.add(series, origin);
        }
        for (int fold = 0; fold < spec.folds(); fold++) {
            int origin = heldOutStart + fold * horizon;
            if (origin < days) {
                heldOut.add(series, origin);
            }
        }
    }

    /** Before a product's first sale there is nothing to learn; 0 when its training days have none at all. */
    private int firstSale(History history) {
        int trainingDays = trainingDays(history);
        for (int day = 0; day < trainingDays; day++) {
            if (history.quantity()[day] > 0) {
                return day;
            }
        }
        return 0;
    }
}
