package io.shoptraining.errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Collects every fault of one request, so that its author hears of all of them at once; of very many in one field, the
 * first and how many more there are. Not thread-safe.
 */
public final class Faults {
    private static final int MAX_SHOWN = 20;
    private static final int MAX_OF_FIELD = 20;
    private static final int MAX_FAULTS = 200;
    private static final int MAX_VALUE = 200;

    private final List<FieldFault> faults = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Integer> untold = new LinkedHashMap<>();

    public void add(String field, String code, String message) {
        if (isTold(field)) {
            faults.add(new FieldFault(field, code, message));
        }
    }

    /** Counts a fault; whether it is one of those that are told. */
    private boolean isTold(String field) {
        if (faults.size() >= MAX_FAULTS) {
            untold.merge("request", 1, Integer::sum);
            return false;
        }
        String whole = field.substring(0, field.indexOf('.') < 0 ? field.length() : field.indexOf('.'));
        if (counts.merge(whole, 1, Integer::sum) > MAX_OF_FIELD) {
            untold.merge(whole, 1, Integer::sum);
            return false;
        }
        return true;
    }

    public void required(String field, String allowed) {
        add(field, "required", "is missing; " + allowed);
    }

    /** Names the nearest allowed word when the value looks like a slip of the keyboard. */
    public void unknown(String field, String value, Collection<String> allowed) {
        unknown(field, value, allowed, "");
    }

    /** @param more what else can be done about it, after the allowed words */
    public void unknown(String field, String value, Collection<String> allowed, String more) {
        if (!isTold(field)) {
            return;
        }
        String hint = Suggestion.nearest(value, allowed)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
        String shown = allowed.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "));
        String rest = allowed.size() > MAX_SHOWN ? " and " + (allowed.size() - MAX_SHOWN) + " more" : "";
        String cut = value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "…";
        faults.add(
                new FieldFault(field, "unknown", "'" + cut + "' is unknown; allowed: " + shown + rest + hint + more));
    }

    public void outOfRange(String field, Object value, Object min, Object max) {
        add(field, "out_of_range", value + " is out of range; allowed: " + min + " to " + max);
    }

    public boolean isEmpty() {
        return faults.isEmpty();
    }

    public List<FieldFault> list() {
        List<FieldFault> all = new ArrayList<>(faults);
        untold.forEach((field, count) -> all.add(new FieldFault(field, "more", "has " + count + " more faults")));
        return List.copyOf(all);
    }

    /** Throws one exception that lists every fault; does nothing when there is none. */
    public void throwIfAny(ErrorCode code) {
        if (!faults.isEmpty()) {
            throw new ShopTrainingException(code, list());
        }
    }
}
