package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.Server;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The server. */
@Command(
        name = "serve",
        description = "Serve the data directory over HTTP: API, events, metrics.",
        footer = {
            "",
            "Ctrl-C or TERM once: trainings write a checkpoint and go back to the queue. Twice: at once.",
            "The log is in the data directory, logs/server.log, one JSON object a line."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    static final int PORT = 8000;

    private static final int LAST_PORT = 65_535;
    private static final int FAREWELL_SECONDS = 29;

    @ParentCommand
    private Main main = new Main();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Default: port in the settings, else 8000; 0 takes a free one.")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where to listen (default: host in the settings, else 127.0.0.1, this machine alone).")
    private @Nullable String host;

    @Override
    public Integer call() throws InterruptedException {
        Options options = main.options();
        Terminal terminal = options.terminal();
        if (port != null && (port < 0 || port > LAST_PORT)) {
            Faults faults = new Faults();
            faults.outOfRange("port", port, 0, LAST_PORT);
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        }
        StopSignals signals = StopSignals.listen();
        DataDirectory directory = new DataDirectory(options.data()).create();
        if (StoreLock.holder(directory.savedModels()).isEmpty()) {
            // else the log is another's, and opening the store says whose
            ServerLog.begin(directory.logs().resolve("server.log"), terminal.isLive());
        }
        try (Server server = Workplace.serve(options.data(), host, port)) {
            String url = server.listen();
            Optional<String> token = server.access().firstStart();
            LOG.info("ready at {}, process {}", url, ProcessHandle.current().pid());
            ready(url, token, options, terminal);
            int exit = signals.await();
            endInTime();
            terminal.note("Stopping: trainings write a checkpoint and wait for the next start (again: at once) ...");
            LOG.info("stopping");
            server.beginShutdown();
            return exit;
        } catch (ShopTrainingException e) {
            ServerLog.leaveScreen(); // whoever catches this tells it there
            LOG.error("no server: {}", e.getMessage());
            throw e;
        }
    }

    private static void ready(String url, Optional<String> token, Options options, Terminal terminal) {
        if (options.json()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("url", url);
            line.put("pid", ProcessHandle.current().pid());
            token.ifPresent(secret -> line.put("token", secret));
            terminal.result(Json.write(line));
            return;
        }
        terminal.result("ShopTraining is ready: " + url);
        if (token.isPresent()) {
            terminal.result("  as its administrator, shown this once: " + url + "/?token=" + token.get());
        } else {
            terminal.result(
                    "  sign in with a token; a new one: " + options.command("token create NAME --role operator"));
        }
    }

    /** What cannot end by itself must not keep the machine from going down; the next start repairs it. */
    private static void endInTime() {
        Thread deadline = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(FAREWELL_SECONDS);
                    } catch (InterruptedException e) {
                        return;
                    }
                    LOG.error("stopped without waiting any longer");
                    Runtime.getRuntime().halt(ExitCode.FAILED);
                },
                "deadline");
        deadline.setDaemon(true);
        deadline.start();
    }
}
