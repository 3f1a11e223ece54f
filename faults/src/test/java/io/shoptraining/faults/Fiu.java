package io.shoptraining.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes system calls of a running server fail, by libfiu (Debian: fiu-utils), without being root. */
final class Fiu {
    static final int NO_SPACE = 28;
    static final int IO_ERROR = 5;

    private final Path fifo;
    private final ServerProcess server;

    private Fiu(Path fifo, ServerProcess server) {
        this.fifo = fifo;
        this.server = server;
    }

    static void require() {
        boolean present = Files.isExecutable(Path.of("/usr/bin/fiu-run"));
        Rounds.require(present, "fiu-run of libfiu", "SHOPTRAINING_REQUIRE_FIU");
    }

    /** Starts a server whose calls can be made to fail later on; its workers' calls do not. */
    static Fiu serve(Round round) {
        Path fifo = round.home().resolve("fiu");
        // the helper with which Java otherwise starts processes does not get on with the preloaded library
        ServerProcess server = round.awaitReady(round.start(
                List.of("fiu-run", "-x", "-f", fifo.toString()), "-Djdk.lang.Process.launchMechanism=VFORK"));
        return new Fiu(fifo, server);
    }

    ServerProcess server() {
        return server;
    }

    /** @param name of a point of failure, such as {@code posix/io/sync/fsync} */
    void fail(Round round, String name, double probability, int errno) {
        round.history().fault(name + " fails with " + errno + ", probability " + probability);
        control("enable_random name=" + name + ",probability=" + probability + ",failinfo=" + errno);
    }

    void mend(Round round, String name) {
        round.history().fault(name + " works again");
        control("disable name=" + name);
    }

    private void control(String command) {
        int status = ServerProcess.run("fiu-ctrl", "-f", fifo.toString(), "-c", command, String.valueOf(server.pid()));
        if (status != 0) {
            throw new IllegalStateException("fiu-ctrl ended with " + status);
        }
    }
}
