package io.shoptraining.api;

import java.time.Duration;
import java.util.List;

/**
 * How the server listens.
 *
 * @param host address or name to listen on; every address of the machine for {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param allowedHosts names beside those of this machine itself under which people may reach it
 * @param allowedOrigins origins beside its own whose pages may use it, such as {@code https://shop.example}
 * @param signIn whether a token is asked for; without, {@code host} has to be this machine itself
 * @param patience how long a client may take to send a request, or to go on with one
 */
public record HttpSettings(
        String host,
        int port,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        boolean signIn,
        Duration patience) {
    public HttpSettings {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
