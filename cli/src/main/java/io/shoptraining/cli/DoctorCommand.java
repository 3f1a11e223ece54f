package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.StoreView;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.zoo.ModelFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Says whether this machine and this data directory are fit for work. */
@Command(
        name = "doctor",
        description = "Check Java, the native engine, the data directory, the server and the database.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long GIBIBYTE = 1L << 30;

    @ParentCommand
    private Main main = new Main();

    /** What one check found. */
    record Finding(String check, boolean ok, String detail) {}

    @Override
    public Integer call() {
        Path data = main.options().data();
        Terminal terminal = main.options().terminal();
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("java", true, Runtime.version() + " (" + System.getProperty("java.vendor") + ")"));
        findings.add(check("data directory", () -> {
            new DataDirectory(data).create();
            return data.toAbsolutePath().normalize().toString();
        }));
        findings.add(check("disk", () -> freeSpace(data)));
        findings.add(check(
                "store",
                () -> StoreLock.holder(data.resolve("saved_models"))
                        .map(holder -> "in use by process " + holder.pid() + " (" + holder.purpose() + ")")
                        .orElse("free")));
        findings.add(check("server", () -> server(terminal)));
        findings.add(check("database, models", () -> contents(main.options())));
        findings.add(check("training engine", DoctorCommand::engine));
        boolean ok = findings.stream().allMatch(Finding::ok);
        if (main.options().json()) {
            terminal.result(Json.write(findings));
        } else {
            for (Finding finding : findings) {
                String mark = finding.ok() ? terminal.good("ok  ") : terminal.bad("BAD ");
                terminal.result(mark + String.format("%-18s", finding.check()) + finding.detail());
            }
        }
        return ok ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String contents(Options options) {
        try (StoreView view = Workplace.view(options.data())) {
            int problems =
                    view.registry().verifyAll(ModelFiles::check).problems().size();
            if (problems > 0) {
                throw new IllegalStateException(
                        Plural.of(problems, "problem") + "; see '" + options.command("model verify --all") + "'");
            }
            int tasks = view.tasks().counts().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return Plural.of(tasks, "task") + ", " + Plural.of(view.models().count(), "model");
        }
    }

    /** A server that is named has to answer; without one its usual port should be free. */
    private String server(Terminal terminal) {
        Optional<ShopClient> running = Workplace.server(main.options(), terminal);
        if (running.isEmpty()) {
            return "none runs; "
                    + (isFree(ServeCommand.PORT)
                            ? "port " + ServeCommand.PORT + " is free"
                            : "port " + ServeCommand.PORT + " is taken, so 'serve' needs another --port");
        }
        try (ShopClient client = running.get()) {
            client.call(Ask.get("meta"));
            return "answers at " + client.server().map(URI::toString).orElse("");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static Finding check(String name, Supplier<String> check) {
        try {
            return new Finding(name, true, check.get());
        } catch (ShopTrainingException | IllegalStateException e) {
            return new Finding(name, false, String.valueOf(e.getMessage()));
        }
    }

    /** Loads the native library here: a crash of it ends this command and nothing else. */
    private static String engine() {
        try {
            Tensors.start();
            return Tensors.engineVersion();
        } catch (LinkageError e) {
            throw new IllegalStateException("the native library cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static String freeSpace(Path data) {
        try {
            long free = Files.getFileStore(data).getUsableSpace();
            if (free < GIBIBYTE) {
                throw new IllegalStateException("only " + (free >> 20) + " MiB free; 1 GiB is needed");
            }
            return free / GIBIBYTE + " GiB free";
        } catch (IOException e) {
            throw ShopTrainingException.io(data.toString(), e);
        }
    }
}
