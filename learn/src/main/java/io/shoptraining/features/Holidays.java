package io.shoptraining.features;

import java.time.LocalDate;

/** Which days are off, and which weekends are not. Not thread-safe. */
interface Holidays {
    /** A distance that no festival is at. */
    int FAR = Integer.MAX_VALUE;

    boolean isDayOff(LocalDate date);

    /** A Saturday or Sunday on which people work in exchange for a day off. */
    boolean isWorkingWeekend(LocalDate date);

    /** Days from the nearest day of a festival that people buy for ahead: negative before it, {@link #FAR} without one. */
    int daysFromFestival(LocalDate date);
}
