package io.shoptraining.cli;

import io.shoptraining.client.Fields;
import io.shoptraining.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real server, started as people start it. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Fields ready;

    private ServerProcess(Process process, Fields ready) {
        this.process = process;
        this.ready = ready;
    }

    /** Starts a server on a free port and returns when it says that it is ready. */
    static ServerProcess start(Path data) {
        Process process = new Shop(data).process("serve", "--port", "0", "--json");
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException(
                        "no server: " + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            return new ServerProcess(process, new Fields(Json.readObject(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it said when it was ready. */
    Fields ready() {
        return ready;
    }

    String url() {
        return ready.text("url");
    }

    /** Sends TERM and waits. */
    int stop() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the server does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
