package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which operation a request means. The only matcher there is: for HTTP, for commands without a server, and for the gate. */
final class RouteTable {
    private final List<Entry> entries;

    /**
     * An operation that was found.
     *
     * @param parameters the parts of the path that the route names
     */
    record Match(Operation operation, Map<String, String> parameters) {}

    /** @param parts of the path; one in braces stands for any text */
    private record Entry(Operation operation, List<String> parts) {
        /** The parameters of the path; null when it is another one. A fixed part has to come without any escape. */
        @Nullable
        Map<String, String> match(PathParts path) {
            if (path.raw().size() != parts.size()) {
                return null;
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                if (part.startsWith("{")) {
                    parameters.put(
                            part.substring(1, part.length() - 1), path.decoded().get(i));
                } else if (!part.equals(path.raw().get(i))) {
                    return null;
                }
            }
            return parameters;
        }

        long variables() {
            return parts.stream().filter(part -> part.startsWith("{")).count();
        }
    }

    RouteTable(List<Operation> operations) {
        Set<String> seen = new TreeSet<>();
        List<Entry> all = new ArrayList<>();
        for (Operation operation : operations) {
            String key = operation.route().method() + " " + operation.path().replaceAll("\\{[^}]*}", "{}");
            if (!seen.add(key)) {
                throw new IllegalArgumentException("two operations for " + key);
            }
            String path = operation.path().substring(1);
            all.add(new Entry(operation, path.isEmpty() ? List.of() : List.of(path.split("/", -1))));
        }
        // a fixed part goes before one that takes any text
        all.sort(Comparator.comparingLong(Entry::variables));
        this.entries = List.copyOf(all);
    }

    Optional<Match> find(Method method, PathParts path) {
        for (Entry entry : entries) {
            if (entry.operation().route().method() == method) {
                Map<String, String> parameters = entry.match(path);
                if (parameters != null) {
                    return Optional.of(new Match(entry.operation(), parameters));
                }
            }
        }
        return Optional.empty();
    }

    /** What can be done with a path; empty when there is no such path. */
    Set<Method> methods(PathParts path) {
        Set<Method> methods = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.match(path) != null) {
                methods.add(entry.operation().route().method());
            }
        }
        return methods;
    }

    /** The failure of a request that means nothing. */
    ShopTrainingException refusal(String method, @Nullable PathParts parts) {
        Set<Method> methods = parts == null ? Set.of() : methods(parts);
        if (methods.isEmpty()) {
            return new ShopTrainingException(ErrorCode.NOT_FOUND, "there is nothing at this path");
        }
        return new ShopTrainingException(
                ErrorCode.METHOD_NOT_ALLOWED,
                method + " is not possible here; possible: "
                        + String.join(", ", methods.stream().map(Enum::name).toList()));
    }
}
