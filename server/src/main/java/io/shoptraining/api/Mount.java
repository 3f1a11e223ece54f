package io.shoptraining.api;

import io.javalin.config.RoutesConfig;
import io.shoptraining.access.Role;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A path that is no resource: it holds its connection open and speaks a protocol of its own. The gate lets a request
 * through to it by the same rules as everywhere; because pages can open such connections to any site, the request also
 * has to come from a page of this server, or with a bearer token, whatever its method.
 *
 * @param path exactly as requests have it
 * @param role the least that a caller must be
 * @param maxBytes the longest body
 * @param into puts the handlers into the server
 */
public record Mount(String path, Set<Method> methods, Role role, long maxBytes, Consumer<RoutesConfig> into) {
    /** The attribute of a request that holds the {@link io.shoptraining.access.Principal} who makes it. */
    public static final String PRINCIPAL = "io.shoptraining.principal";

    public Mount {
        methods = Set.copyOf(methods);
    }
}
