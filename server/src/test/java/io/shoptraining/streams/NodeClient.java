package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shoptraining.json.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The real {@code socket.io-client} in a Node process. */
final class NodeClient implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/socketio");
    private static final Path INSTALLED = Path.of("target/socketio");

    private final Process process;
    private final BufferedReader output;

    private NodeClient(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Skips the test where there is no Node, unless {@code SHOPTRAINING_REQUIRE_NODE=1}. */
    static void install() throws IOException, InterruptedException {
        boolean required = "1".equals(System.getenv("SHOPTRAINING_REQUIRE_NODE"));
        assumeTrue(
                required || isThere("node") && isThere("npm"), "no Node: Socket.IO is not tested with its own client");
        Files.createDirectories(INSTALLED);
        for (String name : List.of("package.json", "package-lock.json", "client.mjs")) {
            Files.copy(SOURCE.resolve(name), INSTALLED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(INSTALLED.resolve("node_modules/socket.io-client"))) {
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean well = npm.waitFor() == 0;
            assumeTrue(required || well, "npm could not install socket.io-client: Socket.IO is not tested with it");
            assertThat(well).as(said).isTrue();
        }
    }

    private static boolean isThere(String program) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, program)));
    }

    /** @param settings as {@code client.mjs} knows them */
    static NodeClient start(Map<String, Object> settings) throws IOException {
        return new NodeClient(new ProcessBuilder("node", "client.mjs", Json.write(settings))
                .directory(INSTALLED.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next thing that it says; waits for it. */
    Map<String, Object> next() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the client ended");
        }
        return Json.readObject(line);
    }

    /** The next thing of a kind; what is said before is passed over, but never an event. */
    Map<String, Object> next(String type) throws IOException {
        while (true) {
            Map<String, Object> said = next();
            if (type.equals(said.get("type"))) {
                return said;
            }
            assertThat(said.get("type")).as("%s instead of %s", said, type).isNotEqualTo("event");
        }
    }

    /** The numbers of the next events. */
    List<Long> seqs(int count) throws IOException {
        List<Long> seqs = new ArrayList<>();
        while (seqs.size() < count) {
            seqs.add(Frames.seq(next("event").get("payload")));
        }
        return seqs;
    }

    void tell(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
