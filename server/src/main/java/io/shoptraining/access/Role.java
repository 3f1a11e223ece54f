package io.shoptraining.access;

import java.util.Locale;

/** What a token allows; each role may do all that the ones before it may. */
public enum Role {
    /** Looks at everything, changes nothing. */
    VIEWER,
    /** Imports, trains, cancels what is its own, forecasts, promotes. */
    OPERATOR,
    /** Everything, tokens and other people's tasks included. */
    ADMIN;

    public boolean mayActAs(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The name in requests, answers and tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
