package io.shoptraining.cli;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.faults.TracedWorker;
import io.shoptraining.server.Configuration;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.Server;
import io.shoptraining.server.Toys;
import io.shoptraining.task.ModelCatalog;
import java.nio.file.Path;
import java.util.List;

/** {@code shoptraining serve} as it is, but for its sales, which are made up, and its workers, {@link TracedWorker}s. */
public final class ToyServe {
    private static final int DAYS = 400;

    private ToyServe() {}

    /** @param arguments the data directory; the port is a setting */
    public static void main(String[] arguments) throws InterruptedException {
        StopSignals signals = StopSignals.listen();
        DataDirectory directory = new DataDirectory(Path.of(arguments[0]));
        Server.Parts parts = new Server.Parts(
                new ModelCatalog(List.of(TracedWorker.modelType())),
                Toys.data(DAYS),
                TracedWorker.class.getName(),
                System.getProperty("java.class.path"),
                "test");
        try (Server server = Server.open(directory, Configuration.read(directory.configuration()), parts, "serve")) {
            server.listen();
            signals.await();
            server.beginShutdown();
        } catch (ShopTrainingException e) {
            System.err.println("shoptraining: " + e.getMessage());
            System.exit(ExitCode.FAILED);
        }
        System.exit(ExitCode.OK);
    }
}
