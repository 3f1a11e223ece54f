package io.shoptraining.workerpool;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One worker process. It is used by one thread at a time; only {@link #kill} may come from any. */
public final class WorkerProcess {
    private static final int MAX_LINE = 16 << 20;
    private static final int MAX_STDERR_LINE = 4_000;
    private static final int LAST_WORDS = 3;
    private static final long EXIT_AFTER_SILENT_PIPE_SECONDS = 2;

    private final Process process;
    private final Duration silence;
    private final BlockingQueue<WorkerMessage> inbox = new LinkedBlockingQueue<>();
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final Thread stderrReader;
    private volatile Consumer<String> stderrSink = line -> {};
    private volatile @Nullable WorkerExit verdict;
    private volatile String engine = "unknown";
    private volatile long heardNanos = System.nanoTime();
    private long askedNanos = heardNanos;

    private WorkerProcess(Process process, Duration silence) {
        this.process = process;
        this.silence = silence;
        this.stderrReader = daemon("worker-stderr-" + process.pid(), this::readStderr);
        daemon("worker-stdout-" + process.pid(), this::readReports);
    }

    static WorkerProcess start(WorkerSettings settings) {
        ProcessBuilder builder = new ProcessBuilder(settings.commandLine());
        // a worker is one thread of arithmetic; with more, OpenBLAS was measured to be six times slower
        builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
        try {
            return new WorkerProcess(builder.start(), settings.silence());
        } catch (IOException e) {
            throw ShopTrainingException.io("cannot start a worker process", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** When the process started, as the system tells it: with the pid it names a process for ever. */
    public String startTime() {
        return startTime(process.toHandle());
    }

    static String startTime(ProcessHandle handle) {
        return handle.info().startInstant().map(Object::toString).orElse("unknown");
    }

    /** Name and version of the training engine, as the worker told. */
    public String engine() {
        return engine;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Where the lines of the worker's standard error go from now on. */
    public void stderrTo(Consumer<String> sink) {
        stderrSink = sink;
    }

    /** Sends a command; whether the worker still listens shows in {@link #next}. */
    public void send(WorkerCommand command) {
        byte[] line = (LineCodec.encode(command) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream out = process.getOutputStream();
            out.write(line);
            out.flush();
        } catch (IOException e) {
            // the pipe is broken because the process is gone, and that is reported in its turn
            if (process.isAlive()) {
                kill();
            }
        }
    }

    /**
     * The next thing heard of the worker; empty when that takes longer than {@code wait}. A worker that has been silent
     * for too long is killed, and then gone.
     */
    public Optional<WorkerMessage> next(Duration wait) throws InterruptedException {
        long now = System.nanoTime();
        if (now - askedNanos > silence.toNanos() / 2) {
            // we were the ones who were away (a stopped server, a long save): the worker gets a fresh interval
            heardNanos = now;
        }
        WorkerMessage message = inbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        askedNanos = System.nanoTime();
        if (askedNanos - now > wait.toNanos() + silence.toNanos() / 2) {
            // away while waiting: both processes were stopped together (Ctrl-Z), the worker is not to blame
            heardNanos = askedNanos;
        }
        if (message != null) {
            return Optional.of(message);
        }
        if (askedNanos - heardNanos > silence.toNanos() && verdict == null) {
            verdict = new WorkerExit(
                    WorkerExit.Kind.SILENT, "the worker was silent for " + silence.toSeconds() + " s and was killed");
            kill();
        }
        return Optional.empty();
    }

    /** Asks the process to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends the process at once (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    /** Ends the process at once and returns when it has ended. */
    public void killAndWait() {
        kill();
        awaitExit();
    }

    /** Lets the worker leave by itself, and ends it when it has not after {@code grace}. */
    void close(Duration grace) {
        if (process.isAlive()) {
            send(new WorkerCommand.Shutdown());
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                killAndWait();
            }
        } catch (IOException e) {
            killAndWait();
        } catch (InterruptedException e) {
            killAndWait();
            Thread.currentThread().interrupt();
        }
    }

    private int awaitExit() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readReports() {
        try (InputStream in = process.getInputStream()) {
            LineReader lines = new LineReader(in, MAX_LINE);
            String line = lines.readLine();
            while (line != null && verdict == null) {
                accept(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // the pipe broke: the process is gone or about to be
        }
        inbox.add(new WorkerMessage.Gone(exit()));
    }

    private void accept(String line) {
        try {
            WorkerReport report = LineCodec.report(line);
            heardNanos = System.nanoTime();
            if (report instanceof WorkerReport.Ready ready) {
                engine = ready.engine();
            } else if (!(report instanceof WorkerReport.Heartbeat)) {
                inbox.add(new WorkerMessage.Said(report));
            }
        } catch (ShopTrainingException e) {
            String shown = line.length() > 200 ? line.substring(0, 200) + "…" : line;
            verdict = new WorkerExit(
                    WorkerExit.Kind.GARBAGE, "the worker was killed because it said what is no report: " + shown);
            kill();
        }
    }

    private WorkerExit exit() {
        try {
            if (!process.waitFor(EXIT_AFTER_SILENT_PIPE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
            stderrReader.join(TimeUnit.SECONDS.toMillis(EXIT_AFTER_SILENT_PIPE_SECONDS));
        } catch (InterruptedException e) {
            kill();
        }
        int status = awaitExit();
        WorkerExit known = verdict;
        synchronized (lastWords) {
            return known != null ? known : WorkerExit.ofStatus(status, String.join(" | ", lastWords));
        }
    }

    private void readStderr() {
        try (InputStream in = process.getErrorStream()) {
            LineReader lines = new LineReader(in, MAX_STDERR_LINE);
            String line = lines.readLine();
            while (line != null) {
                synchronized (lastWords) {
                    lastWords.addLast(line);
                    if (lastWords.size() > LAST_WORDS) {
                        lastWords.removeFirst();
                    }
                }
                stderrSink.accept(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // as with standard output
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Kills the process of an earlier server when it is still the same one.
     *
     * @return whether there was something to kill
     */
    public static boolean killOrphan(long pid, String startTime) {
        Optional<ProcessHandle> orphan =
                ProcessHandle.of(pid).filter(handle -> startTime(handle).equals(startTime));
        orphan.ifPresent(handle -> {
            handle.destroyForcibly();
            try {
                handle.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new ShopTrainingException(
                        ErrorCode.STORE_IN_USE,
                        "worker process " + pid + " of an earlier server cannot be ended; end it and start again",
                        e);
            }
        });
        return orphan.isPresent();
    }
}
