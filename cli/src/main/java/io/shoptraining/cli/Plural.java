package io.shoptraining.cli;

import java.util.Locale;

/** Numbers of things. */
final class Plural {
    private Plural() {}

    /** {@code 1 store}, {@code 1,200 stores}. */
    static String of(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }
}
