package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What lists have in common: how they are asked for, and how they are answered. */
final class Listing {
    static final int MAX_LIMIT = 500;

    private static final int DEFAULT_LIMIT = 50;

    private final Call call;
    private final Faults faults = new Faults();

    /** Reads the parameters of a list; {@link #check} says what is wrong with them, all at once. */
    Listing(Call call) {
        this.call = call;
    }

    /** A route of a list. */
    static Route paged(Route route) {
        return route.query("cursor", "next_cursor of the page before; the first page without")
                .query("limit", "How many items at most, 1 to " + MAX_LIMIT + "; " + DEFAULT_LIMIT + " unless said.");
    }

    int limit() {
        return whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    }

    @Nullable
    String cursor() {
        return call.query("cursor").orElse(null);
    }

    /** Where a page begins, in a list that only grows at its end. */
    int offset() {
        String cursor = cursor();
        if (cursor == null) {
            return 0;
        }
        if (!cursor.matches("[0-9]{1,9}")) {
            faults.add("cursor", "unknown", "is not the next_cursor of a page");
            return 0;
        }
        return Integer.parseInt(cursor);
    }

    static String cursor(int offset) {
        return String.valueOf(offset);
    }

    int whole(String name, int min, int max, int unlessSaid) {
        Optional<String> text = call.query(name);
        if (text.isEmpty()) {
            return unlessSaid;
        }
        if (!text.get().matches("-?[0-9]{1,9}")) {
            faults.add(
                    name, "wrong_type", "'" + text.get() + "' is not a whole number; allowed: " + min + " to " + max);
            return unlessSaid;
        }
        int number = Integer.parseInt(text.get());
        if (number < min || number > max) {
            faults.outOfRange(name, number, min, max);
            return unlessSaid;
        }
        return number;
    }

    /** One or several words of a closed list, with commas between them; none when nothing was asked for. */
    <E extends Enum<E>> List<E> words(String name, E[] allowed) {
        Map<String, E> byWord = Arrays.stream(allowed)
                .collect(Collectors.toMap(
                        value -> value.name().toLowerCase(Locale.ROOT),
                        value -> value,
                        (a, b) -> a,
                        LinkedHashMap::new));
        return call.query(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .filter(word -> {
                    if (byWord.containsKey(word)) {
                        return true;
                    }
                    faults.unknown(name, word, byWord.keySet());
                    return false;
                })
                .map(byWord::get)
                .toList();
    }

    /** A word of a closed list; empty when nothing was asked for. */
    Optional<String> word(String name, List<String> allowed) {
        Optional<String> word = call.query(name);
        word.filter(w -> !allowed.contains(w)).ifPresent(w -> faults.unknown(name, w, allowed));
        return word;
    }

    void check() {
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    static void requireNoBody(Call call) {
        if (!call.body().isEmpty()) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "this takes no fields in its body");
        }
    }

    /** A page as it is answered. */
    static Answer answer(List<?> items, @Nullable String nextCursor) {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("next_cursor", nextCursor);
        return Answer.ok(page);
    }
}
