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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker process. It is used by one thread at a time; only the methods that end it and those that tell how it is may be
 * called by any.
 */
public final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int MAX_STDERR_LINE = 4_000;
    private static final int INBOX = 256;
    private static final int START_FACTOR = 4;
    private static final long INBOX_FULL_MILLIS = 100;
    private static final long EXIT_AFTER_SILENT_PIPE_SECONDS = 2;
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(10);
    private static final long RSS_NANOS = 1_000_000_000;
    private static final WorkerExit NOT_FOLLOWED =
            new WorkerExit(WorkerExit.Kind.FAILED, "the server could not follow the worker to its end");

    private final Process process;
    private final Scratch scratch;
    private final ProcessTree tree;
    private final Duration silenceLimit;
    private final Runnable changed;
    private final BlockingQueue<WorkerMessage> inbox = new LinkedBlockingQueue<>(INBOX);
    private final LastWords lastWords = new LastWords();
    private final Thread stderrReader;
    private final Thread reportReader;
    private volatile Consumer<String> stderrSink = line -> {};
    private volatile Silence silence;
    private volatile @Nullable WorkerExit verdict;
    private volatile @Nullable WorkerExit gone;
    private volatile @Nullable String engine;
    private volatile boolean resting;
    private volatile boolean endedByUs;
    private volatile long reportedRssBytes;
    private volatile long rssBytes;
    private volatile long rssNanos = System.nanoTime() - RSS_NANOS;

    private WorkerProcess(Process process, Scratch scratch, Duration silenceLimit, Runnable changed) {
        this.process = process;
        this.scratch = scratch;
        this.tree = new ProcessTree(process.toHandle());
        this.silenceLimit = silenceLimit;
        this.silence = new Silence(silenceLimit.multipliedBy(START_FACTOR), System::nanoTime);
        this.changed = changed;
        this.stderrReader = daemon("worker-stderr-" + process.pid(), this::readStderr);
        this.reportReader = daemon("worker-stdout-" + process.pid(), this::readReports);
    }

    /** @param changed called when the worker is ready, and when it is gone */
    static WorkerProcess start(WorkerSettings settings, Runnable changed) {
        Scratch scratch = Scratch.make(settings.nativeCache());
        ProcessBuilder builder = new ProcessBuilder(settings.commandLine(scratch));
        // a worker is one thread of arithmetic; with more, OpenBLAS was measured to be six times slower
        builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
        try {
            return new WorkerProcess(builder.start(), scratch, settings.silence(), changed);
        } catch (IOException e) {
            scratch.delete();
            throw ShopTrainingException.io("cannot start a worker process", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** When the process started, as the system tells it: with the pid it names a process for ever. */
    public String startTime() {
        return tree.rootId().startTime();
    }

    /** Name and version of the training engine, as the worker told. */
    public String engine() {
        String told = engine;
        return told == null ? "unknown" : told;
    }

    /** Whether the worker has said that it waits for commands. */
    public boolean isReady() {
        return engine != null;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Memory of the process and all that it started, at most a second old; 0 for unknown. */
    public long rssMb() {
        long now = System.nanoTime();
        if (now - rssNanos >= RSS_NANOS) {
            rssNanos = now;
            rssBytes = tree.rssBytes();
        }
        return Math.max(rssBytes, reportedRssBytes) >> 20;
    }

    /** The same of the process alone, as its last heartbeat told. */
    long reportedRssMb() {
        return reportedRssBytes >> 20;
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
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long left = Math.max(0, deadline - System.nanoTime());
            long slice = Math.min(left, silence.interval().toNanos());
            WorkerMessage message = inbox.poll(slice, TimeUnit.NANOSECONDS);
            if (message != null) {
                return Optional.of(message);
            }
            WorkerExit exit = gone;
            if (exit != null) {
                return Optional.of(new WorkerMessage.Gone(exit));
            }
            killIfSilent();
            if (slice == left) {
                return Optional.empty();
            }
        }
    }

    /** To be called regularly: a worker from which nothing was heard for too long is killed. */
    void killIfSilent() {
        if (silence.isTooLong() && process.isAlive()) {
            Duration limit = isReady() ? silenceLimit : silenceLimit.multipliedBy(START_FACTOR);
            LOG.warn("worker {} was silent for {} s", process.pid(), limit.toSeconds());
            kill(new WorkerExit(
                    WorkerExit.Kind.HUNG, "the worker was silent for " + limit.toSeconds() + " s and was killed"));
        }
    }

    /** Asks the process to end (SIGTERM). */
    public void terminate() {
        endedByUs = true;
        tree.look();
        process.destroy();
    }

    /** Ends the process and all that it started at once (SIGKILL). */
    public void kill() {
        endedByUs = true;
        tree.kill();
    }

    /** The same, for a reason that is then heard as that of its end, unless another one was first. */
    public void kill(WorkerExit reason) {
        synchronized (this) {
            if (verdict == null) {
                verdict = reason;
            }
        }
        tree.kill();
    }

    /** Ends the process and all that it started, and returns when none of them runs any more. */
    public void killAndWait() {
        endedByUs = true;
        resting = true;
        if (tree.killAndWait(UNTIL_KILLED) && hasEnded()) {
            awaitLastWords();
        } else {
            LOG.error("worker {} or one of its children cannot be ended", process.pid());
        }
    }

    /** What the tree cannot find need not be gone: without open files to be had, nothing is found. */
    private boolean hasEnded() {
        process.onExit()
                .completeOnTimeout(process, UNTIL_KILLED.toSeconds(), TimeUnit.SECONDS)
                .join();
        return !process.isAlive();
    }

    /** Its pipes are read to their ends, and its files are deleted. */
    private void awaitLastWords() {
        boolean interrupted = Thread.interrupted();
        try {
            reportReader.join(UNTIL_KILLED.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody listens: what is said until {@link #wake} is not kept. */
    void rest() {
        stderrSink = line -> {};
        resting = true;
        inbox.clear();
    }

    void wake() {
        resting = false;
    }

    /** Why the process is gone; null while it is not. */
    @Nullable
    WorkerExit gone() {
        return gone;
    }

    /** Whether it ended by itself, or for its faults, before it was ready. */
    boolean failedToStart() {
        return !isReady() && gone != null && !endedByUs;
    }

    /** Tells the worker to leave by itself; {@link #awaitEnd} sees to it. */
    void askToLeave() {
        endedByUs = true;
        if (process.isAlive()) {
            send(new WorkerCommand.Shutdown());
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            kill();
        }
    }

    /** Returns when the process has ended, which is at the latest after {@code grace}. */
    void awaitEnd(Duration grace) {
        try {
            if (process.waitFor(Math.max(0, grace.toNanos()), TimeUnit.NANOSECONDS)) {
                awaitLastWords();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        killAndWait();
    }

    /** Whatever goes wrong here: who waits for this worker hears that it is gone. */
    private void readReports() {
        WorkerExit exit = NOT_FOLLOWED;
        try {
            readLines();
            exit = exit();
        } catch (RuntimeException | Error e) {
            // closes its pipes too, so that it leaves by itself where no signal can be sent
            process.destroyForcibly();
            LOG.error("worker {} cannot be followed any more", process.pid(), e);
        } finally {
            gone = exit;
            // wakes one who waits; whoever comes later looks himself
            boolean woken = inbox.offer(new WorkerMessage.Gone(exit));
            LOG.debug("worker {}: {} ({})", process.pid(), exit.reason(), woken);
            changed.run();
        }
    }

    private void readLines() {
        try (InputStream in = process.getInputStream()) {
            LineReader lines = new LineReader(in, LineCodec.MOST_CHARACTERS);
            String line = lines.readLine();
            while (line != null && verdict == null) {
                accept(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // the pipe broke: the process is gone or about to be
        } catch (InterruptedException e) {
            kill();
        }
    }

    private void accept(String line) throws InterruptedException {
        WorkerReport report;
        try {
            report = LineCodec.report(line);
        } catch (ShopTrainingException e) {
            String shown = line.length() > 200 ? line.substring(0, 200) + "…" : line;
            kill(new WorkerExit(
                    WorkerExit.Kind.GARBAGE, "the worker was killed because it said what is no report: " + shown));
            return;
        }
        silence.heard();
        if (report instanceof WorkerReport.Heartbeat beat) {
            reportedRssBytes = beat.rssBytes();
        } else if (report instanceof WorkerReport.Ready ready) {
            engine = ready.engine();
            silence = new Silence(silenceLimit, System::nanoTime);
            changed.run();
        } else {
            deliver(new WorkerMessage.Said(report));
        }
    }

    /** When its listener is slow, the worker has to wait; that is no silence of the worker's. */
    private void deliver(WorkerMessage message) throws InterruptedException {
        while (!resting && !inbox.offer(message, INBOX_FULL_MILLIS, TimeUnit.MILLISECONDS)) {
            silence.heard();
        }
    }

    private WorkerExit exit() {
        try {
            // again and again: without open files to be had, the process is not found, and gets no signal
            while (!process.waitFor(EXIT_AFTER_SILENT_PIPE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
            stderrReader.join(TimeUnit.SECONDS.toMillis(EXIT_AFTER_SILENT_PIPE_SECONDS));
        } catch (InterruptedException e) {
            kill();
        }
        int status = process.onExit().join().exitValue();
        // whom it had started must not outlive it
        tree.kill();
        scratch.delete();
        WorkerExit known = verdict;
        return known != null ? known : WorkerExit.ofStatus(status, lastWords, rssMbBefore());
    }

    private long rssMbBefore() {
        return Math.max(rssBytes, reportedRssBytes) >> 20;
    }

    private void readStderr() {
        try (InputStream in = process.getErrorStream()) {
            LineReader lines = new LineReader(in, MAX_STDERR_LINE);
            String line = lines.readLine();
            while (line != null) {
                lastWords.add(line);
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
     * Kills the process of an earlier server, and all that it started, when it is still the same one; returns when it is
     * gone.
     *
     * @param startTime as {@link #startTime} gave it
     * @return whether there was something to kill
     */
    public static boolean killOrphan(long pid, String startTime) {
        Optional<ProcessHandle> orphan = new ProcessId(pid, startTime).running();
        if (orphan.isPresent() && !new ProcessTree(orphan.get()).killAndWait(UNTIL_KILLED)) {
            throw new ShopTrainingException(
                    ErrorCode.STORE_IN_USE,
                    "worker process " + pid + " of an earlier server cannot be ended; end it and start again");
        }
        return orphan.isPresent();
    }
}
