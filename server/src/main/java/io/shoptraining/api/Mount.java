package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.streams.EventStreams;
import java.util.List;
import java.util.Set;

/**
 * A path that is no resource: it holds its connection open and speaks a protocol of its own. The gate lets a request
 * through to it by the same rules as everywhere. Because pages can open such connections to any site, a request with
 * nothing but a cookie also has to come from a page of this server, whatever its method.
 *
 * @param path exactly as requests have it
 * @param role the least that a caller must be
 * @param maxBytes the longest body
 */
record Mount(String path, Set<Method> methods, Role role, long maxBytes) {
    private static final long MAX_PACKETS = 1 << 20;

    Mount {
        methods = Set.copyOf(methods);
    }

    /** Where events are. */
    static List<Mount> ofStreams() {
        return List.of(
                new Mount(EventStreams.EVENTS, Set.of(Method.GET), Role.VIEWER, 0),
                new Mount(EventStreams.WEB_SOCKET, Set.of(Method.GET), Role.VIEWER, 0),
                new Mount(EventStreams.SOCKET_IO, Set.of(Method.GET, Method.POST), Role.VIEWER, MAX_PACKETS));
    }
}
