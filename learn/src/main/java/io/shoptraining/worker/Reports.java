package io.shoptraining.worker;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends reports to the server. Progress goes at once when none was sent for a while; what follows waits for the next tick
 * of a clock, and only the latest is sent. Every other report goes at once, the answer to a command after the progress that
 * was waiting. Safe for several threads.
 */
final class Reports {
    /** Between two reports of progress. */
    static final Duration INTERVAL = Duration.ofMillis(250);

    private final OutputStream out;
    private final LongSupplier nanos;
    private final Runnable lost;
    private WorkerReport.@Nullable Progressed waiting;
    private WorkerReport.@Nullable Progressed sent;
    private long sentNanos;

    /**
     * @param nanos a clock as {@link System#nanoTime}
     * @param lost called when nobody reads any more
     */
    Reports(OutputStream out, LongSupplier nanos, Runnable lost) {
        this.out = out;
        this.nanos = nanos;
        this.lost = lost;
    }

    /** The first word on a piece of work is never kept waiting: somebody looks at a bar that does not move. */
    synchronized void progressed(WorkerReport.Progressed report) {
        waiting = report;
        boolean isFirst = sent == null || !sent.taskId().equals(report.taskId()) || sent.attempt() != report.attempt();
        if (isFirst || nanos.getAsLong() - sentNanos >= INTERVAL.toNanos()) {
            tick();
        }
    }

    /** Called once in every {@link #INTERVAL}. */
    synchronized void tick() {
        WorkerReport.Progressed latest = waiting;
        if (latest != null) {
            waiting = null;
            sent = latest;
            sentNanos = nanos.getAsLong();
            write(latest);
        }
    }

    synchronized void send(WorkerReport report) {
        write(report);
    }

    /** The last report on a piece of work. */
    synchronized void answer(WorkerReport report) {
        tick();
        sent = null;
        write(report);
    }

    private void write(WorkerReport report) {
        byte[] line = (LineCodec.encode(report) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            // one call for the whole line
            out.write(line);
            out.flush();
        } catch (IOException e) {
            lost.run();
        }
    }
}
