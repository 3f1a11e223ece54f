package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.streams.EventStreams;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A path that is no resource: it holds its connection open and speaks a protocol of its own. The gate lets a request
 * through to it by the same rules as everywhere. Because pages can open such connections to any site, a request with
 * nothing but a cookie also has to come from a page of this server, whatever its method.
 *
 * @param path exactly as requests have it
 * @param role the least that a caller must be
 * @param maxBytes the longest body
 * @param status of the answer when all goes well
 * @param parameters as those of a route
 * @param takesOthers whether the protocol's clients may send query parameters of their own beside them
 */
record Mount(
        String path,
        Set<Method> methods,
        Role role,
        long maxBytes,
        String summary,
        int status,
        List<Route.Parameter> parameters,
        boolean takesOthers) {
    private static final long MAX_PACKETS = 1 << 20;

    private static final Route.Parameter SINCE =
            query("since", "The number of the last event that is known; all after it come first.");
    private static final Route.Parameter TASK = query("task_id", "Only the events of this task.");

    Mount {
        methods = Set.copyOf(methods);
        parameters = List.copyOf(parameters);
    }

    /** Where events are. */
    static List<Mount> ofStreams() {
        return List.of(events(), webSocket(), socketIo());
    }

    private static Mount events() {
        return new Mount(
                EventStreams.EVENTS,
                Set.of(Method.GET),
                Role.VIEWER,
                0,
                "Events as an endless stream of Server-Sent Events; for who accepts JSON or ndjson, a page of stored ones.",
                200,
                List.of(
                        SINCE,
                        TASK,
                        query("cursor", "The next_cursor of the page before; for pages, in place of since."),
                        query("limit", "Events on a page, 1 to 500; 50 unless said."),
                        new Route.Parameter(
                                "Last-Event-ID", "header", "Goes on after this event; for streams, in place of since."),
                        new Route.Parameter(
                                "Accept", "header", "text/event-stream, application/json or application/x-ndjson.")),
                false);
    }

    private static Mount webSocket() {
        return new Mount(
                EventStreams.WEB_SOCKET,
                Set.of(Method.GET),
                Role.VIEWER,
                0,
                "Events over a WebSocket, each as one text message.",
                101,
                List.of(SINCE, TASK),
                false);
    }

    private static Mount socketIo() {
        return new Mount(
                EventStreams.SOCKET_IO,
                Set.of(Method.GET, Method.POST),
                Role.VIEWER,
                MAX_PACKETS,
                "Events for clients of Socket.IO v4, by their names.",
                200,
                List.of(
                        query("EIO", "The version of Engine.IO, 4."),
                        query("transport", "polling or websocket."),
                        query("sid", "The session, once there is one."),
                        SINCE,
                        TASK),
                true);
    }

    private static Route.Parameter query(String name, String description) {
        return new Route.Parameter(name, "query", description);
    }

    /** As operations, to be shown; nothing can be asked through them. */
    List<Operation> operations() {
        return methods.stream()
                .sorted(Comparator.naturalOrder())
                .map(method -> new Operation(
                        path,
                        new Route(
                                method,
                                path,
                                role,
                                maxBytes,
                                summary,
                                parameters,
                                Map.of(),
                                status,
                                null,
                                takesOthers,
                                call -> {
                                    throw new IllegalStateException(path + " is answered by its own protocol");
                                })))
                .toList();
    }
}
