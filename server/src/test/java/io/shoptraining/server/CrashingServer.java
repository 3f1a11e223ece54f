package io.shoptraining.server;

import java.nio.file.Path;

/** A server process that trains one model; a crash test ends it at a failpoint of the registry. */
public final class CrashingServer {
    private CrashingServer() {}

    /** @param arguments the data directory */
    public static void main(String[] arguments) {
        try (Server server = Toys.server(Path.of(arguments[0]))) {
            Toys.awaitEnd(server, Toys.submit(server, "train"));
        }
    }
}
