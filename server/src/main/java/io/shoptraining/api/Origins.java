package io.shoptraining.api;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names this server goes by, and whose pages may use it. A page of another site can make a browser send requests
 * here, under a name of its own choice; what it cannot do is choose these headers.
 */
final class Origins {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final Set<String> origins;

    Origins(HttpSettings settings) {
        if (!isEveryAddress(settings.host())) {
            hosts.add(bracketed(settings.host()));
        }
        settings.allowedHosts().forEach(host -> hosts.add(bracketed(host)));
        this.origins = Set.copyOf(settings.allowedOrigins().stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .toList());
    }

    /** @param headers every {@code Host} of one request */
    boolean isHostAllowed(List<String> headers) {
        return headers.size() == 1 && hosts.contains(name(headers.get(0)));
    }

    /** Whether the page that made a request is one of this server's own, or of a listed origin. */
    boolean isOriginAllowed(String origin, String host) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String authority = host.toLowerCase(Locale.ROOT);
        return lower.equals("http://" + authority) || lower.equals("https://" + authority) || origins.contains(lower);
    }

    /** Whether a browser says that a page of another origin made the request. */
    boolean isForeign(@Nullable String secFetchSite, Optional<String> origin) {
        return secFetchSite != null
                && !secFetchSite.equals("same-origin")
                && !secFetchSite.equals("none")
                && origin.filter(o -> origins.contains(o.toLowerCase(Locale.ROOT)))
                        .isEmpty();
    }

    private static String name(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        int port = lower.startsWith("[") ? lower.indexOf(':', lower.indexOf(']') + 1) : lower.indexOf(':');
        return port < 0 ? lower : lower.substring(0, port);
    }

    static boolean isEveryAddress(String host) {
        return EVERY_ADDRESS.contains(host);
    }

    /** An IPv6 address as addresses of pages have it; other names as they are. */
    static String bracketed(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
    }
}
