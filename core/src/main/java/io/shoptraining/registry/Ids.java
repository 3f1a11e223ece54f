package io.shoptraining.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A choice of product ids or store ids: all of them, or some. Sorted and free of duplicates, so that the same choice
 * always makes the same name.
 *
 * @param list the chosen ids; empty for all
 */
public record Ids(@JsonValue List<String> list) {
    private static final int MAX_LENGTH = 200;

    @JsonCreator
    public Ids {
        list = List.copyOf(new TreeSet<>(list));
        list.forEach(id -> fault(id).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        }));
    }

    public static Ids all() {
        return new Ids(List.of());
    }

    public static Ids of(String... ids) {
        return new Ids(List.of(ids));
    }

    public boolean isAll() {
        return list.isEmpty();
    }

    public boolean isOne() {
        return list.size() == 1;
    }

    /** Why a text cannot be an id; empty when it can. The one rule for ids in files, requests and names. */
    public static Optional<String> fault(String id) {
        int length = id.codePointCount(0, id.length());
        if (length < 1 || length > MAX_LENGTH) {
            return Optional.of("an id has 1 to " + MAX_LENGTH + " characters, not " + length);
        }
        Optional<Integer> forbidden =
                id.codePoints().filter(Ids::isForbidden).boxed().findFirst();
        if (forbidden.isPresent()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "an id has no control, format, unassigned or surrogate characters, but this one has U+%04X",
                    forbidden.get()));
        }
        if (!Normalizer.isNormalized(id, Normalizer.Form.NFC)) {
            return Optional.of("an id is in Unicode normalisation form C");
        }
        return Optional.empty();
    }

    private static boolean isForbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.UNASSIGNED, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
