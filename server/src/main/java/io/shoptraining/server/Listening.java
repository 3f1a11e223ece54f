package io.shoptraining.server;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and who may reach it there.
 *
 * @param host address or name; this machine alone unless said otherwise
 * @param port 0 for any free one
 * @param allowedHosts further names under which people reach it; needed when it listens on every address
 * @param allowedOrigins origins beside its own whose pages may use it
 * @param signIn whether a token is asked for; it has to be when others can reach the server
 * @param patienceSeconds how long a client may take to send a request, or to go on with it
 */
public record Listening(
        String host,
        int port,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        boolean signIn,
        int patienceSeconds) {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    /** @throws ShopTrainingException {@link ErrorCode#INVALID_CONFIGURATION} when the server would be open to others */
    public Listening {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        Faults faults = new Faults();
        if (!signIn && !isThisMachine(host)) {
            faults.add(
                    "auth",
                    "not_allowed",
                    "'off' is not allowed with host '" + host + "', where others reach the server; allowed: on");
        }
        if (EVERY_ADDRESS.contains(host) && allowedHosts.isEmpty()) {
            faults.required(
                    "allowed_hosts",
                    "list the names under which people reach the server, because it listens on every address");
        }
        faults.throwIfAny(ErrorCode.INVALID_CONFIGURATION);
    }

    static Listening defaults() {
        return new Listening("127.0.0.1", 8000, List.of(), List.of(), true, 30);
    }

    /** As this one, but for what is not null. */
    public Listening with(@Nullable String otherHost, @Nullable Integer otherPort) {
        return new Listening(
                otherHost == null ? host : otherHost,
                otherPort == null ? port : otherPort,
                allowedHosts,
                allowedOrigins,
                signIn,
                patienceSeconds);
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }
}
