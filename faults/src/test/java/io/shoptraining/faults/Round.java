package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** One round of an experiment: a directory, a server that may be started again and again, and those who look on. */
final class Round {
    private static final int FIRST_WITH_NATIVE_ACCESS = 24;

    private final Path home;
    private final long seed;
    private final Random random;
    private final History history;
    private final URI base;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<EventReader> readers = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> waived = new HashSet<>();
    private final Map<String, Integer> mustBeginWith = new HashMap<>();
    private final StoreWatch watch;
    private boolean finished;
    private final Client client;

    private Round(Path home, long seed, int port) throws IOException {
        this.home = home;
        this.seed = seed;
        this.random = new Random(seed);
        this.history = new History(home.resolve("history.ndjson"));
        this.base = URI.create("http://127.0.0.1:" + port);
        this.watch = new StoreWatch(savedModels());
        this.client = new Client(base, this::token, history);
        Files.writeString(home.resolve("outside.txt"), "nobody may touch this");
    }

    static Round begin(Path home, long seed) throws IOException {
        delete(home);
        Files.createDirectories(home.resolve("data"));
        Round round = new Round(home, seed, freePort());
        round.configure("port", round.base.getPort());
        round.configure("max_workers", 2);
        round.configure("worker_heap", "48m");
        return round;
    }

    Path home() {
        return home;
    }

    Path data() {
        return home.resolve("data");
    }

    Path savedModels() {
        return data().resolve("saved_models");
    }

    /** For experiments that go through a list one by one; {@link #random} for all else. */
    long seed() {
        return seed;
    }

    Random random() {
        return random;
    }

    History history() {
        return history;
    }

    Client client() {
        return client;
    }

    URI base() {
        return base;
    }

    List<Violation> violations() {
        return violations;
    }

    List<EventReader> readers() {
        return readers;
    }

    StoreWatch watch() {
        return watch;
    }

    boolean isWaived(String invariant) {
        return waived.contains(invariant);
    }

    /** For experiments that destroy what an invariant speaks of. */
    void waive(String... invariants) {
        waived.addAll(List.of(invariants));
    }

    /** Ends the round without looking at what it left: the server refused to touch it, and so do we. */
    void leaveAsItIs() {
        finished = true;
    }

    /** The first epoch that the attempt {@code task.attempt} had to begin with, by what was durable when the server died. */
    Map<String, Integer> mustBeginWith() {
        return mustBeginWith;
    }

    /** A setting of the server, from its next start on. */
    void configure(String key, Object value) {
        try {
            Files.writeString(
                    data().resolve("shoptraining.properties"),
                    key + "=" + value + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server with toy workers and waits until it takes requests. */
    ServerProcess serve(String... jvmOptions) {
        return awaitReady(start(List.of(), jvmOptions));
    }

    /** Starts a server with toy workers. */
    ServerProcess start(List<String> wrapper, String... jvmOptions) {
        return launch(wrapper, List.of("io.shoptraining.cli.ToyServe", data().toString()), jvmOptions);
    }

    /** Starts the program as users do, with its real workers, and waits until it takes requests. */
    ServerProcess serveReal(String... jvmOptions) {
        return awaitReady(launch(
                List.of(),
                List.of(
                        "io.shoptraining.cli.Main",
                        "--data",
                        data().toString(),
                        "serve",
                        "--port",
                        "" + base.getPort()),
                jvmOptions));
    }

    /** Runs a command of the program in the data directory to its end. */
    int command(String... arguments) {
        List<String> line = new ArrayList<>(List.of("io.shoptraining.cli.Main", "--data", data().toString()));
        line.addAll(List.of(arguments));
        return launch(List.of(), line).exit(Duration.ofMinutes(2));
    }

    private ServerProcess launch(List<String> wrapper, List<String> program, String... jvmOptions) {
        List<String> line = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        int number = servers.size() + 1;
        line.add("-Dlogback.configurationFile=logback-faults.xml");
        line.add("-Dfaults.log=" + home.resolve("server-" + number + ".errors"));
        line.addAll(List.of(jvmOptions));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(program);
        history.note("start", Map.of("number", number, "options", List.of(jvmOptions), "wrapper", wrapper));
        ServerProcess server = ServerProcess.start(wrapper, line, home, home.resolve("server-" + number + ".log"));
        servers.add(server);
        return server;
    }

    ServerProcess awaitReady(ServerProcess server) {
        await("a server that is ready")
                .atMost(Client.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(server.isAlive())
                            .as("the server ended: %s", server.log())
                            .isTrue();
                    return client.get("/healthz").status() == 200;
                });
        return server;
    }

    /** Somebody who follows all events from the first one on. */
    EventReader reader() {
        EventReader reader = new EventReader(base, this::token, history);
        readers.add(reader);
        return reader;
    }

    /** Waits until somebody has seen so many events. */
    void awaitEvents(EventReader reader, int count) {
        await("event " + count)
                .atMost(Client.PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> reader.count() >= count);
    }

    /** Kills a server with SIGKILL, its workers not, and takes down what is durable at that moment. */
    void kill(ServerProcess server) throws Exception {
        history.fault("SIGKILL server");
        server.kill();
        remember();
    }

    /** Takes down which epochs the next attempts have to begin with; the server has to be dead. */
    void remember() throws Exception {
        if (!Files.exists(data().resolve("shoptraining.db"))) {
            return;
        }
        for (Aftermath.Task task : Aftermath.read(data()).tasks()) {
            if (!task.isEnded() && task.checkpointEpoch() != null) {
                mustBeginWith.put(task.taskId() + "." + (task.attempt() + 1), task.checkpointEpoch() + 1);
            }
        }
    }

    /** A request for a toy model. */
    Map<String, Object> toy(String product, int epochs, String behaviour, int epochMillis) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("training_mode", "product");
        request.put("product_id", product);
        request.put("model_type", "toy");
        request.put("epochs", epochs);
        request.put("hyperparameters", Map.of("behaviour", behaviour, "epoch_millis", epochMillis));
        return request;
    }

    /** The server that was started last. */
    ServerProcess server() {
        return servers.get(servers.size() - 1);
    }

    /** What {@code versions.json} says now. */
    Map<String, Object> readVersions() throws IOException {
        return Json.readObject(Files.readString(savedModels().resolve("versions.json")));
    }

    /** Waits for all that is under way, stops the server and checks everything. */
    void finish() throws Exception {
        if (finished) {
            return;
        }
        finished = true;
        if (server().isAlive()) {
            client.awaitAllEnded();
            Set<String> ids = new HashSet<>();
            history.acknowledged().forEach(task -> ids.add(task.taskId()));
            if (!isWaived("I8")) {
                for (EventReader reader : readers) {
                    awaitTerminalEvents(reader, ids);
                }
            }
            server().stop();
        }
        watch.close();
        readers.forEach(EventReader::close);
        violations.addAll(new Invariants(this).check());
        assertThat(violations).isEmpty();
    }

    private static void awaitTerminalEvents(EventReader reader, Set<String> ids) {
        await("the last event of every task")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Set<String> missing = new HashSet<>(ids);
                    reader.events().stream()
                            .filter(EventReader.Seen::isTerminal)
                            .forEach(event -> missing.remove(event.taskId()));
                    return missing.isEmpty();
                });
    }

    void close(boolean passed) throws IOException {
        servers.forEach(ServerProcess::destroy);
        readers.forEach(EventReader::close);
        watch.close();
        history.close();
        if (passed) {
            delete(home);
        }
    }

    String token() {
        try {
            return Files.readString(data().resolve(".local-token")).strip();
        } catch (IOException e) {
            return "none-yet";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void delete(Path path) throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // nothing to delete
        }
    }
}
