package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.server.Configuration;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.SalesData;
import io.shoptraining.server.Server;
import io.shoptraining.server.StoreView;
import io.shoptraining.tensor.PthFile;
import io.shoptraining.zoo.ModelZoo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;

/** Opens the data directory of a command: to work in it, or just to look. */
final class Workplace {
    private static final long WAIT_MILLIS = 500;
    private static final int UNEXPLAINED_TRIES = 5;

    private Workplace() {}

    /**
     * Opens a data directory to work in it; one process at a time. Ctrl-C gives it back in order: what runs then waits
     * for the next command.
     *
     * @param purpose what others are told of the holder, {@code train}
     * @param wait whether to wait for another ShopTraining process that has it open
     */
    static Server open(Path data, String purpose, boolean wait, Terminal terminal) {
        DataDirectory directory = new DataDirectory(data);
        Configuration settings = Configuration.read(directory.configuration());
        Server server =
                locked(directory, wait, terminal, () -> Server.open(directory, settings, parts(directory), purpose));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "give-back"));
        return server;
    }

    /** Takes the lock of the store alone, to change sales. */
    static StoreLock lock(Path data, String purpose, boolean wait, Terminal terminal) {
        DataDirectory directory = new DataDirectory(data);
        return locked(directory, wait, terminal, () -> {
            directory.create();
            return StoreLock.acquire(directory.savedModels(), purpose);
        });
    }

    /** Opens a data directory to look at it; also beside a process that works in it. */
    static StoreView look(Path data) {
        DataDirectory directory = new DataDirectory(data);
        return StoreView.open(directory, Configuration.read(directory.configuration()), parts(directory));
    }

    static SalesStore sales(Path data) {
        return SalesStore.open(new DataDirectory(data).sales(), Clock.system(ZoneId.systemDefault()));
    }

    private static Server.Parts parts(DataDirectory directory) {
        return new Server.Parts(
                ModelZoo.catalog(),
                PthFile::read,
                new SalesData(sales(directory.root())),
                Server.WORKER_MAIN,
                System.getProperty("java.class.path"),
                Main.Version.program());
    }

    private interface Opening<T> {
        T open();
    }

    private static <T> T locked(DataDirectory directory, boolean wait, Terminal terminal, Opening<T> opening) {
        boolean told = false;
        int unexplained = 0;
        while (true) {
            try {
                return opening.open();
            } catch (ShopTrainingException e) {
                // for a moment after taking and before giving back the store, no holder is written down
                boolean isHeld = StoreLock.holder(directory.savedModels()).isPresent();
                unexplained = isHeld ? 0 : unexplained + 1;
                if (!wait || e.code() != ErrorCode.STORE_IN_USE || unexplained > UNEXPLAINED_TRIES) {
                    throw e;
                }
                if (!told && isHeld) {
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
