package io.shoptraining.database;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Connections that read, opened when needed and kept for the next reader: to open one costs more than most reads. */
final class Readers implements AutoCloseable {
    private static final int KEPT = 8;

    private final Jdbi jdbi;
    private final BlockingQueue<Handle> idle = new ArrayBlockingQueue<>(KEPT);
    private volatile boolean closed;

    Readers(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Runs {@code work} on one consistent view. A connection on which something went wrong is not used again. */
    <T> T read(Function<Handle, T> work) {
        Handle kept = idle.poll();
        Handle handle = kept == null ? jdbi.open() : kept;
        boolean sound = false;
        try {
            T result = handle.inTransaction(work::apply);
            sound = true;
            return result;
        } finally {
            if (!sound || closed || !idle.offer(handle)) {
                handle.close();
            } else if (closed) {
                close(); // the pool was closed between the question and the offer
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Handle handle = idle.poll(); handle != null; handle = idle.poll()) {
            handle.close();
        }
    }
}
