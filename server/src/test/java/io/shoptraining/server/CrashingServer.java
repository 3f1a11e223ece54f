package io.shoptraining.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server process that works on models; a crash test ends it at a failpoint of the registry. */
public final class CrashingServer {
    private CrashingServer() {}

    /** @param arguments the data directory; then {@code import FILE} or {@code delete PREFIX}, else a model is trained */
    public static void main(String[] arguments) throws IOException {
        try (Server server = Toys.server(Path.of(arguments[0]))) {
            if (arguments.length == 1) {
                Toys.awaitEnd(server, Toys.submit(server, "train"));
            } else if (arguments[1].equals("delete")) {
                server.modelStore().delete(arguments[2], "test");
            } else {
                try (InputStream in = Files.newInputStream(Path.of(arguments[2]))) {
                    server.modelStore().importBundle(in, "test");
                }
            }
        }
    }
}
