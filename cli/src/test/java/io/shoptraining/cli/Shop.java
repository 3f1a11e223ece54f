package io.shoptraining.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs the program as people do: a process of its own, in a data directory of its own. */
final class Shop {
    private static final int FIRST_WITH_NATIVE_ACCESS = 24;

    private final Path data;
    private final Map<String, String> environment;

    Shop(Path data) {
        this(data, Map.of());
    }

    Shop(Path data, Map<String, String> environment) {
        this.data = data;
        this.environment = environment;
    }

    /** What a command said and how it ended. */
    record Answer(int exit, String out, String err) {
        /** The lines of standard output. */
        List<String> lines() {
            return out.lines().toList();
        }
    }

    Path data() {
        return data;
    }

    Answer run(String... args) {
        return start(args).join();
    }

    /** Starts a command; the answer is there when it has ended. */
    CompletableFuture<Answer> start(String... args) {
        Process process = process(args);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        return out.thenCombine(err, (o, e) -> new Answer(exit(process), o, e));
    }

    Process process(String... args) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            line.add("--enable-native-access=ALL-UNNAMED"); // the packaged program says so in its manifest
        }
        line.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "--data", data.toString()));
        line.addAll(List.of(args));
        try {
            ProcessBuilder builder = new ProcessBuilder(line);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exit(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
