package io.shoptraining.features;

import java.util.List;

/**
 * The windows of a training, in order of time: no day to forecast of one part lies in an earlier part.
 *
 * @param train what is learned from
 * @param validation decides when to stop
 * @param heldOut the last days, forecast window after window from all that lies before; for the metrics only
 * @param notes what was left out and why, for the task's log
 */
public record Splits(SeriesWindows train, SeriesWindows validation, SeriesWindows heldOut, List<String> notes) {
    public Splits {
        notes = List.copyOf(notes);
    }
}
