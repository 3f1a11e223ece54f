package io.shoptraining.errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Collects every fault of one request, so that its author hears of all of them at once. Not thread-safe. */
public final class Faults {
    private static final int MAX_SHOWN = 20;

    private final List<FieldFault> faults = new ArrayList<>();

    public void add(String field, String code, String message) {
        faults.add(new FieldFault(field, code, message));
    }

    public void required(String field, String allowed) {
        add(field, "required", "is missing; " + allowed);
    }

    /** Names the nearest allowed word when the value looks like a slip of the keyboard. */
    public void unknown(String field, String value, Collection<String> allowed) {
        String hint = Suggestion.nearest(value, allowed)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
        String shown = allowed.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "));
        String rest = allowed.size() > MAX_SHOWN ? " and " + (allowed.size() - MAX_SHOWN) + " more" : "";
        add(field, "unknown", "'" + value + "' is unknown; allowed: " + shown + rest + hint);
    }

    public void outOfRange(String field, Object value, Object min, Object max) {
        add(field, "out_of_range", value + " is out of range; allowed: " + min + " to " + max);
    }

    public boolean isEmpty() {
        return faults.isEmpty();
    }

    public List<FieldFault> list() {
        return List.copyOf(faults);
    }

    /** Throws one exception that lists every fault; does nothing when there is none. */
    public void throwIfAny(ErrorCode code) {
        if (!faults.isEmpty()) {
            throw new ShopTrainingException(code, faults);
        }
    }
}
