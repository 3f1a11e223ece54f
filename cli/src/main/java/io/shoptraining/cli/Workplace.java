package io.shoptraining.cli;

import io.shoptraining.client.HttpShop;
import io.shoptraining.client.LocalShop;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.server.Configuration;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.SalesData;
import io.shoptraining.server.Server;
import io.shoptraining.server.StoreView;
import io.shoptraining.zoo.ModelZoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds out who does the work of a command: a server, or this process in the data directory. */
final class Workplace {
    private static final long WAIT_MILLIS = 500;
    private static final int UNEXPLAINED_TRIES = 5;

    private Workplace() {}

    /**
     * To change something. Without a server this process takes the store, one process at a time; Ctrl-C gives it back in
     * order, and what runs then waits for the next command.
     *
     * @param purpose what others are told of the holder, {@code train}
     * @param wait whether to wait for another command that has the store
     */
    static ShopClient work(Options options, String purpose, boolean wait, Terminal terminal) {
        return server(options, terminal).orElseGet(() -> {
            Waiting waiting = new Waiting(new DataDirectory(options.data()), wait, terminal);
            return waiting.until(() -> {
                // the holder that was waited for may be a server that has just found its port
                Optional<ShopClient> server = server(options, terminal);
                return server.isPresent() ? server.get() : local(open(options.data(), purpose));
            });
        });
    }

    /** To change something at once, without working on the queue. */
    static ShopClient change(Options options, String purpose, Terminal terminal) {
        return server(options, terminal).orElseGet(() -> {
            Waiting waiting = new Waiting(new DataDirectory(options.data()), false, terminal);
            return waiting.until(() -> local(take(options.data(), purpose)));
        });
    }

    /** To look, and to forecast; also beside another command that works in the data directory. */
    static ShopClient look(Options options, Terminal terminal) {
        return server(options, terminal).orElseGet(() -> {
            StoreView view = view(options.data());
            return new LocalShop(view.api(), view.events(), view::close);
        });
    }

    /** The server that was named, or that has the data directory. */
    static Optional<ShopClient> server(Options options, Terminal terminal) {
        DataDirectory directory = new DataDirectory(options.data());
        Optional<String> holder =
                StoreLock.holder(directory.savedModels()).flatMap(h -> Optional.ofNullable(h.address()));
        Optional<String> named = options.server();
        return named.or(() -> holder).map(HttpShop::address).map(address -> {
            // the data directory's own secret is for its own server alone
            boolean isOwn = holder.map(HttpShop::address).equals(Optional.of(address));
            return new HttpShop(address, credentials(options, directory, isOwn), terminal::note);
        });
    }

    private static Supplier<Optional<String>> credentials(Options options, DataDirectory directory, boolean isOwn) {
        return () -> options.token().or(() -> isOwn ? localToken(directory) : Optional.empty());
    }

    /** Whoever may read this file may do everything in the data directory anyway. */
    private static Optional<String> localToken(DataDirectory directory) {
        try {
            return Optional.of(Files.readString(directory.localToken()).strip()).filter(token -> !token.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static LocalShop local(Server server) {
        return new LocalShop(server.api(), server.events(), server::close);
    }

    /**
     * Takes a data directory and works on its queue. Ctrl-C gives it back in order: what runs then waits for the next
     * command.
     *
     * @throws ShopTrainingException {@link ErrorCode#STORE_IN_USE} when another process has it
     */
    static Server open(Path data, String purpose) {
        return givenBackAtTheEnd(opened(data, purpose, Server::open, settings -> settings));
    }

    private static Server take(Path data, String purpose) {
        return givenBackAtTheEnd(opened(data, purpose, Server::take, settings -> settings));
    }

    /** Takes a data directory to serve it; the caller gives it back. Null stands for what the settings say. */
    static Server serve(Path data, @Nullable String host, @Nullable Integer port) {
        return opened(
                data,
                "serve",
                Server::open,
                settings -> settings.with(settings.listening().with(host, port)));
    }

    private interface Opening {
        Server open(DataDirectory directory, Configuration settings, Server.Parts parts, String purpose);
    }

    private static Server opened(Path data, String purpose, Opening opening, UnaryOperator<Configuration> change) {
        DataDirectory directory = new DataDirectory(data);
        Configuration settings = Configuration.read(directory.configuration());
        return opening.open(directory, change.apply(settings), parts(directory), purpose);
    }

    private static Server givenBackAtTheEnd(Server server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "give-back"));
        return server;
    }

    static StoreView view(Path data) {
        DataDirectory directory = new DataDirectory(data);
        return StoreView.open(directory, Configuration.read(directory.configuration()), parts(directory));
    }

    static SalesStore sales(Path data) {
        return SalesStore.open(new DataDirectory(data).sales(), Clock.system(ZoneId.systemDefault()));
    }

    private static Server.Parts parts(DataDirectory directory) {
        return new Server.Parts(
                ModelZoo.catalog(),
                new SalesData(sales(directory.root())),
                Server.WORKER_MAIN,
                System.getProperty("java.class.path"),
                Main.Version.program());
    }

    /** Waits for another process to give the store back. */
    private record Waiting(DataDirectory directory, boolean isPatient, Terminal terminal) {
        <T> T until(Supplier<T> opening) {
            boolean told = false;
            int unexplained = 0;
            while (true) {
                try {
                    return opening.get();
                } catch (ShopTrainingException e) {
                    // for a moment after taking and before giving back the store, no holder is written down
                    boolean isHeld = StoreLock.holder(directory.savedModels()).isPresent();
                    unexplained = isHeld ? 0 : unexplained + 1;
                    if (!isPatient || e.code() != ErrorCode.STORE_IN_USE || unexplained > UNEXPLAINED_TRIES) {
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
}
