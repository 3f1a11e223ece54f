package io.shoptraining.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one thing, as {@code key: value} lines; what is not known is left out. */
final class Sheet {
    private final List<String> keys = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    Sheet row(String key, @Nullable Object value) {
        String text = value == null ? "" : String.valueOf(value);
        if (!text.isEmpty()) {
            keys.add(key + ":");
            values.add(text);
        }
        return this;
    }

    List<String> lines() {
        int width = keys.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            lines.add(keys.get(i) + " ".repeat(width - keys.get(i).length() + 1) + values.get(i));
        }
        return lines;
    }
}
