package io.shoptraining.worker;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker in a process of its own. Every line it prints must be a report. */
final class ChildWorker implements AutoCloseable {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader lines;
    final List<WorkerReport> reports = new ArrayList<>();

    ChildWorker(Path standardError, String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.awt.headless=true");
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
        process = new ProcessBuilder(command)
                .redirectError(standardError.toFile())
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    void send(WorkerCommand command) throws IOException {
        sendText(LineCodec.encode(command) + "\n");
    }

    void sendText(String text) throws IOException {
        commands.write(text);
        commands.flush();
    }

    void sendBytes(byte[] bytes) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Reads to the first report of a kind; heartbeats and others are kept in {@link #reports}. */
    <R extends WorkerReport> R await(Class<R> kind) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            WorkerReport report = LineCodec.report(line);
            reports.add(report);
            if (kind.isInstance(report)) {
                return kind.cast(report);
            }
        }
        throw new AssertionError("the worker ended without a " + kind.getSimpleName() + ": " + reports);
    }

    void closeInput() throws IOException {
        commands.close();
    }

    /** Reads the rest, and waits for the end. */
    int exitCode() throws IOException, InterruptedException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            reports.add(LineCodec.report(line));
        }
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
