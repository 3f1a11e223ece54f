package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A server in a process group of its own, as a service manager would start it; its workers are in the same group. */
final class ServerProcess {
    static final int KILLED = 137;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param wrapper what stands before {@code java}: nothing, or a program that ends by becoming java
     * @param log gets both outputs
     */
    static ServerProcess start(List<String> wrapper, List<String> javaArguments, Path directory, Path log) {
        List<String> line = new ArrayList<>(List.of("setsid"));
        line.addAll(wrapper);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(javaArguments);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .put("SHOPTRAINING_TRACE", directory.resolve("trace.txt").toString());
        try {
            Process process = builder.start();
            // nothing may outlive a test run that is itself ended
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }));
            return new ServerProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The worker processes that are alive now. */
    List<ProcessHandle> workers() {
        return process.children().filter(ProcessHandle::isAlive).toList();
    }

    /** SIGKILL for the server alone; its workers become orphans. */
    void kill() {
        process.destroyForcibly();
        exit(Duration.ofSeconds(30));
    }

    /** SIGKILL for the server and all its workers at once. */
    void killGroup() {
        signal("KILL", -pid());
        exit(Duration.ofSeconds(30));
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        signal("TERM", pid());
    }

    /** Asks the server to end, and ends it when it does not. */
    void stop() {
        if (process.isAlive()) {
            terminate();
            if (exitWithin(Duration.ofSeconds(45)).isEmpty()) {
                killGroup();
                throw new AssertionError("the server did not end within 45 s after SIGTERM; log: " + log);
            }
        }
    }

    /** Kills whatever is left, at the end of an experiment. */
    void destroy() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The exit status, if it ends in time. */
    OptionalInt exitWithin(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int exit(Duration time) {
        OptionalInt status = exitWithin(time);
        assertThat(status).as("exit status of the server; log: " + log).isPresent();
        return status.getAsInt();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param pid of a process; the negative of a group */
    static void signal(String name, long pid) {
        run("kill", "-" + name, "--", String.valueOf(pid));
    }

    /** Runs a small program and returns its exit status. */
    static int run(String... line) {
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
