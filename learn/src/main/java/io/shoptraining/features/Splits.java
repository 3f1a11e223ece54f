package io.shoptraining.features;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The windows of a training, in order of time: no day to forecast of one part lies in an earlier part.
 *
 * @param train what is learned from
 * @param validation decides when to stop
 * @param heldOut the last days, forecast window after window from all that lies before; for the metrics only
 * @param rehearsals by number of windows, the same for the days before the held-out ones, of which that many windows
 *     are held out in their turn; empty where the series are too short for it
 * @param notes what was left out and why, for the task's log
 */
public record Splits(
        SeriesWindows train,
        SeriesWindows validation,
        SeriesWindows heldOut,
        IntFunction<Optional<Splits>> rehearsals,
        List<String> notes) {
    public Splits {
        notes = List.copyOf(notes);
    }

    /** All that a model may see. */
    public Lessons lessons() {
        return new Lessons(
                train,
                validation,
                windows -> rehearsals
                        .apply(windows)
                        .map(earlier -> new Lessons.Rehearsal(earlier.lessons(), earlier.heldOut())));
    }
}
