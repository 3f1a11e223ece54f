package io.shoptraining.workerpool;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The worker processes of a server: started when they are needed, and kept warm between tasks because a fresh one takes
 * seconds to load its native code. How many run at once is up to those who borrow them.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final WorkerSettings settings;
    private final int maxIdle;
    private final Deque<WorkerProcess> idle = new ArrayDeque<>();
    private final Set<WorkerProcess> lent = new LinkedHashSet<>();
    private boolean closed;

    public WorkerPool(WorkerSettings settings, int maxIdle) {
        this.settings = settings;
        this.maxIdle = maxIdle;
    }

    /** A live worker that is nobody else's until {@link #giveBack}. */
    public synchronized WorkerProcess lend() {
        if (closed) {
            throw new ShopTrainingException(ErrorCode.IO_ERROR, "the server is stopping");
        }
        WorkerProcess worker = idle.pollLast();
        while (worker != null && !worker.isAlive()) {
            worker = idle.pollLast();
        }
        if (worker == null) {
            worker = WorkerProcess.start(settings);
        }
        lent.add(worker);
        return worker;
    }

    /** Takes a worker back; {@code reusable} says that it has answered and waits for the next command. */
    public void giveBack(WorkerProcess worker, boolean reusable) {
        boolean keep;
        synchronized (this) {
            lent.remove(worker);
            keep = reusable && worker.isAlive() && !closed && idle.size() < maxIdle;
            if (keep) {
                worker.stderrTo(line -> {});
                idle.addLast(worker);
            }
        }
        if (!keep) {
            worker.killAndWait();
        }
    }

    /** How many processes there are, at work and idle. */
    public synchronized int size() {
        return idle.size() + lent.size();
    }

    /** Ends every worker; when this returns none is alive. Whoever still has one hears that it is gone. */
    @Override
    public void close() {
        List<WorkerProcess> waiting;
        List<WorkerProcess> working;
        synchronized (this) {
            closed = true;
            waiting = List.copyOf(idle);
            working = List.copyOf(lent);
            idle.clear();
        }
        working.forEach(WorkerProcess::killAndWait);
        waiting.forEach(worker -> worker.close(GRACE));
    }
}
