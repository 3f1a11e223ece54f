package io.shoptraining.worker;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends reports to the server. Progress waits for the next tick of a clock, and only the latest is sent; every other
 * report goes at once, the answer to a command after the progress that was waiting. Safe for several threads.
 */
final class Reports {
    private final PrintStream out;
    private final Runnable lost;
    private WorkerReport.@Nullable Progressed waiting;

    /** @param lost called when nobody reads any more */
    Reports(OutputStream out, Runnable lost) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.lost = lost;
    }

    synchronized void progressed(WorkerReport.Progressed report) {
        waiting = report;
    }

    /** Called four times a second. */
    synchronized void tick() {
        if (waiting != null) {
            write(waiting);
            waiting = null;
        }
    }

    synchronized void send(WorkerReport report) {
        write(report);
    }

    /** The last report on a piece of work. */
    synchronized void answer(WorkerReport report) {
        tick();
        write(report);
    }

    private void write(WorkerReport report) {
        out.print(LineCodec.encode(report) + "\n");
        if (out.checkError()) {
            lost.run();
        }
    }
}
