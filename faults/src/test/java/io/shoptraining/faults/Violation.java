package io.shoptraining.faults;

/**
 * Something that was promised and did not hold.
 *
 * @param invariant its number, {@code I1}
 */
record Violation(String invariant, Harm harm, String message) {
    /** What a violation did to the user. */
    enum Harm {
        /** Something that was acknowledged is gone, or never ended. */
        LOST,
        /** Something happened twice that may happen once. */
        DOUBLED,
        /** Anything else. */
        WRONG
    }

    @Override
    public String toString() {
        return invariant + " (" + harm + "): " + message;
    }
}
