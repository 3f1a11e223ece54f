package io.shoptraining.errors;

/** Who can do something about a failure. */
public enum Audience {
    /** The person or program that made the request. */
    USER,
    /** Whoever owns the sales data or the model file that was read. */
    DATA,
    /** Whoever runs the machine: disk, memory, locks, permissions. */
    RESOURCE,
    /** Us. */
    INTERNAL
}
