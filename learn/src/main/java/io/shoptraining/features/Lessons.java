package io.shoptraining.features;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a model may learn from.
 *
 * @param train what is learned
 * @param validation later days, that decide when to stop
 * @param rehearsals by number of windows, a {@link Rehearsal}; empty where the series are too short for one
 */
public record Lessons(WindowSet train, WindowSet validation, IntFunction<Optional<Rehearsal>> rehearsals) {
    /** Lessons without a rehearsal. */
    public Lessons(WindowSet train, WindowSet validation) {
        this(train, validation, windows -> Optional.empty());
    }

    /**
     * The lessons as they were before their last days, which are the exam: for whoever has to know how well a model
     * forecasts days that it has not learned from.
     *
     * @param exam the last days of the lessons, forecast window after window from all that lies before
     */
    public record Rehearsal(Lessons lessons, WindowSet exam) {}
}
