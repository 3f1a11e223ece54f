package io.shoptraining.api;

import io.shoptraining.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation: how it is reached, who may ask for it, what it does, and what its documentation says. The server, the
 * commands that work without one, and {@code openapi.json} are all made from the same list of routes.
 *
 * @param path below {@code /api/v1}, with parts in braces: {@code /tasks/{task_id}}
 * @param role the least that a caller must be; null for everybody, without a token
 * @param maxBytes the longest body that is read
 * @param parameters query parameters and headers, with a sentence on each
 * @param body the fields of the JSON body, with a sentence on each; empty when there is none
 * @param status of the answer when all goes well
 * @param answers the type of that answer; null when it is no JSON object
 * @param takesOthers whether there may be query parameters beside {@code parameters}
 */
public record Route(
        Method method,
        String path,
        @Nullable Role role,
        long maxBytes,
        String summary,
        List<Parameter> parameters,
        Map<String, String> body,
        int status,
        @Nullable Class<?> answers,
        boolean takesOthers,
        Handler handler) {
    /** The longest JSON body. */
    public static final long MAX_JSON_BYTES = 1 << 20;

    /** Answers calls; throws what it refuses. */
    public interface Handler {
        Answer handle(Call call);
    }

    /** @param in {@code query} or {@code header} */
    public record Parameter(String name, String in, String description) {}

    public Route {
        parameters = List.copyOf(parameters);
        body = Map.copyOf(body);
    }

    public static Route get(String path, @Nullable Role role, String summary, Handler handler) {
        return new Route(Method.GET, path, role, 0, summary, List.of(), Map.of(), 200, null, false, handler);
    }

    public static Route post(String path, @Nullable Role role, String summary, Handler handler) {
        return new Route(
                Method.POST, path, role, MAX_JSON_BYTES, summary, List.of(), Map.of(), 200, null, false, handler);
    }

    public static Route delete(String path, Role role, String summary, Handler handler) {
        return new Route(Method.DELETE, path, role, 0, summary, List.of(), Map.of(), 200, null, false, handler);
    }

    public Route query(String name, String description) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, "query", description));
        return new Route(method, path, role, maxBytes, summary, more, body, status, answers, takesOthers, handler);
    }

    public Route header(String name, String description) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, "header", description));
        return new Route(method, path, role, maxBytes, summary, more, body, status, answers, takesOthers, handler);
    }

    public Route fields(Map<String, String> fields) {
        return new Route(
                method, path, role, maxBytes, summary, parameters, fields, status, answers, takesOthers, handler);
    }

    public Route answers(int code, @Nullable Class<?> type) {
        return new Route(method, path, role, maxBytes, summary, parameters, body, code, type, takesOthers, handler);
    }

    public Route upTo(long bytes) {
        return new Route(method, path, role, bytes, summary, parameters, body, status, answers, takesOthers, handler);
    }

    /** The same route, with any query parameters beside those that it names. */
    public Route takingOthers() {
        return new Route(method, path, role, maxBytes, summary, parameters, body, status, answers, true, handler);
    }

    /** The same route with another handler. */
    public Route handledBy(Handler other) {
        return new Route(method, path, role, maxBytes, summary, parameters, body, status, answers, takesOthers, other);
    }
}
