package io.shoptraining.errors;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The allowed word that is nearest to a mistyped one. */
public final class Suggestion {
    /** No name is longer; a longer word is no slip of the keyboard. */
    private static final int LONGEST = 250;

    /** Pairs of letters that are compared in all, whatever was typed and however much is known. */
    private static final long MAX_STEPS = 20_000_000;

    private Suggestion() {}

    /**
     * The nearest of {@code allowed} within a third of the word's length (at least one) of edits, if there is one. Letter
     * case costs nothing. Of very many long words not all are looked at.
     */
    public static Optional<String> nearest(String word, Collection<String> allowed) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String typed = lower(word);
        int limit = Math.max(1, typed.length() / 3);
        int longest = typed.length() + limit;
        return allowed.stream()
                .filter(candidate -> Math.abs(candidate.length() - typed.length()) <= limit)
                .limit(MAX_STEPS / ((long) longest * longest))
                .min(Comparator.comparingInt(candidate -> distance(typed, lower(candidate))))
                .filter(candidate -> distance(typed, lower(candidate)) <= limit);
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** Edits between two words, a swap of neighbours being one (optimal string alignment); three rows of the table. */
    private static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            beforePrevious = previous;
            previous = current;
        }
        return previous[b.length()];
    }
}
