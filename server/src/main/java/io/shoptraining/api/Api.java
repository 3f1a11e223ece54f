package io.shoptraining.api;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every operation there is. A server answers with it over HTTP, a command that works without one asks it directly; both
 * get the same answers, refusals included.
 */
public final class Api {
    /** Where resources are mounted. */
    public static final String ROOT = "/api/v1";

    private final List<Operation> operations;
    private final RouteTable table;

    /**
     * @param resources routes below {@link #ROOT}
     * @param others routes that are mounted where they say
     */
    public Api(List<Route> resources, List<Route> others) {
        List<Operation> all = new ArrayList<>();
        resources.forEach(route -> all.add(new Operation(ROOT + route.path(), route)));
        others.forEach(route -> all.add(new Operation(route.path(), route)));
        this.operations = List.copyOf(all);
        this.table = new RouteTable(operations);
    }

    public List<Operation> operations() {
        return operations;
    }

    RouteTable table() {
        return table;
    }

    /**
     * Answers a request of this process.
     *
     * @param path from the root, as in an address: {@code /api/v1/tasks/5e…}; ids by {@link #escape}
     * @param query by name, without escapes
     * @param body fields of the JSON body; empty for none
     * @return a problem when the request is refused
     */
    public Answer handle(
            Method method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            Map<String, Object> body,
            Principal principal) {
        InputStream stream = new ByteArrayInputStream(
                body.isEmpty() ? new byte[0] : Json.write(body).getBytes(StandardCharsets.UTF_8));
        return handle(method, path, query, headers, stream, principal);
    }

    /** As above, with any body, such as a file. */
    public Answer handle(
            Method method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            InputStream stream,
            Principal principal) {
        try {
            Optional<PathParts> parts = PathParts.of(path);
            RouteTable.Match match = parts.flatMap(p -> table.find(method, p))
                    .orElseThrow(() -> table.refusal(method.name(), parts.orElse(null)));
            requireRole(principal, match.operation().route());
            Map<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            caseless.putAll(headers);
            return answer(match, new RequestCall(principal, match.parameters(), query, caseless::get, stream));
        } catch (RuntimeException e) {
            return Problems.of(e);
        }
    }

    /** A text, such as a product's id, as one part of a path. */
    public static String escape(String part) {
        return PathParts.escape(part);
    }

    /** Answers a call that may be made; failures come as they are thrown. */
    static Answer answer(RouteTable.Match match, RequestCall call) {
        Route route = match.operation().route();
        if (!route.takesOthers()) {
            requireKnown(call.queries().keySet(), route.parameters());
        }
        return route.handler().handle(call);
    }

    static void requireKnown(Set<String> asked, List<Route.Parameter> parameters) {
        List<String> known = parameters.stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(Route.Parameter::name)
                .toList();
        Faults faults = new Faults();
        asked.stream().filter(name -> !known.contains(name)).forEach(name -> faults.unknown(name, name, known));
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    static void requireRole(Principal principal, Route route) {
        Role needed = route.role();
        if (needed != null && !principal.role().mayActAs(needed)) {
            throw new ShopTrainingException(
                    ErrorCode.FORBIDDEN,
                    "this takes the role " + needed.word() + "; yours is "
                            + principal.role().word());
        }
    }
}
