package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.server.Configuration;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.Server;
import io.shoptraining.tensor.PthFile;
import io.shoptraining.zoo.ModelZoo;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Opens the data directory of a command: to work in it, or just to look. */
final class Workplace {
    private static final long WAIT_MILLIS = 500;

    private Workplace() {}

    /**
     * Opens a data directory to work in it; one process at a time.
     *
     * @param purpose what others are told of the holder, {@code train}
     * @param wait whether to wait for another ShopTraining process that has it open
     */
    static Server open(Path data, String purpose, boolean wait, Terminal terminal) {
        boolean told = false;
        while (true) {
            try {
                return Server.open(
                        DataDirectory.create(data),
                        Configuration.read(data),
                        ModelZoo.catalog(),
                        PthFile::check,
                        purpose);
            } catch (ShopTrainingException e) {
                if (e.code() != ErrorCode.STORE_IN_USE || !wait || !StoreLock.isHeldByLiveProcess(data)) {
                    throw e;
                }
                if (!told) {
                    terminal.note("Waiting: " + e.getMessage() + " (Ctrl-C to give up)");
                    told = true;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.STORE_IN_USE, "interrupted while waiting", e);
        }
    }
}
