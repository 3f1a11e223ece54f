package io.shoptraining.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The highest version number of every identifier among the names of files, checkpoints and quarantine included, as they
 * were when first asked for. Whoever holds the store writes every later number into its ledger first.
 */
final class NumbersSeen {
    private static final Pattern NUMBERED = Pattern.compile("(.+)_v([1-9][0-9]{0,8})_[a-z].*");

    private final StoreLayout layout;
    private volatile @Nullable Map<String, Integer> seen;

    NumbersSeen(StoreLayout layout) {
        this.layout = layout;
    }

    /** 0 for an identifier without any file. */
    int highest(String identifier) throws IOException {
        Map<String, Integer> numbers = seen;
        if (numbers == null) {
            numbers = scan();
            seen = numbers;
        }
        return numbers.getOrDefault(identifier, 0);
    }

    private Map<String, Integer> scan() throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        for (Path directory : List.of(layout.root(), layout.checkpoints())) {
            collect(directory, numbers);
        }
        for (Path place : StoreLayout.list(layout.quarantine())) {
            collect(place, numbers);
        }
        return numbers;
    }

    private static void collect(Path directory, Map<String, Integer> numbers) throws IOException {
        for (Path file : StoreLayout.list(directory)) {
            Matcher name = NUMBERED.matcher(StoreLayout.name(file));
            if (name.matches()) {
                numbers.merge(name.group(1), Integer.parseInt(name.group(2)), Math::max);
            }
        }
    }
}
