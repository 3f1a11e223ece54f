package io.shoptraining.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the work of many threads together. Whoever comes first leads: begins a transaction, runs everybody's work that
 * waits by then, each within a savepoint of its own, and commits once; the others sleep until their work is on disk. A
 * commit costs a wait for the disk, so that sharing one is what makes many small writes quick.
 */
final class WriteGroup {
    private static final Logger LOG = LoggerFactory.getLogger(WriteGroup.class);
    private static final int MOST = 256;

    private final Handle handle;
    private final Deque<Job<?>> waiting = new ArrayDeque<>();
    private boolean led;
    private boolean closed;
    private volatile @Nullable Thread leader;

    WriteGroup(Handle handle) {
        this.handle = handle;
    }

    /** Thrown to those who come after {@link #close}. */
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Runs {@code work} and returns its result once that is durable.
     *
     * @param committed called in the order of the commits, after the one of {@code work}; has to be quick
     */
    <T> T write(Function<Handle, T> work, Runnable committed) {
        if (Thread.currentThread() == leader) {
            throw new IllegalStateException("a write within a write would wait for itself");
        }
        Job<T> job = new Job<>(work, committed);
        if (!join(job)) {
            job.sleep();
        }
        if (!job.isOver()) {
            leader = Thread.currentThread();
            try {
                commitWaiting();
            } finally {
                leader = null;
                appointNext();
            }
        }
        return job.result();
    }

    /** Waits for the writes under way and refuses all later ones. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            write(transaction -> true, () -> {});
        } catch (Closed e) {
            // the writes before this one are over
        }
        handle.close();
    }

    /** Whether the caller is the one to lead. */
    private synchronized boolean join(Job<?> job) {
        waiting.addLast(job);
        boolean leads = !led;
        led = true;
        return leads;
    }

    private synchronized void appointNext() {
        Job<?> next = waiting.peekFirst();
        led = next != null;
        if (next != null) {
            next.lead();
        }
    }

    private void commitWaiting() {
        List<Job<?>> group = List.of();
        boolean begun = false;
        boolean committed = false;
        Throwable failure = null;
        try {
            if (isClosed()) {
                throw new Closed();
            }
            execute("BEGIN IMMEDIATE");
            begun = true;
            // taken only now: the right to write may have been waited for, and whoever came meanwhile shares it
            group = take();
            boolean alone = group.size() == 1;
            for (Job<?> job : group) {
                run(job, alone);
            }
            execute(alone && group.get(0).hasFailed() ? "ROLLBACK" : "COMMIT");
            committed = true;
        } catch (SQLException | RuntimeException | Error e) {
            failure = e;
        } finally {
            if (!committed) {
                group = begun ? group : take();
                rollBack(begun);
            }
            end(group, failure);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized List<Job<?>> take() {
        List<Job<?>> group = new ArrayList<>();
        while (!waiting.isEmpty() && group.size() < MOST) {
            group.add(waiting.removeFirst());
        }
        return group;
    }

    /** The failure of one job undoes that job alone; unless SQLite had to undo the whole transaction. */
    private void run(Job<?> job, boolean alone) throws SQLException {
        if (alone) {
            job.run(handle);
            return;
        }
        execute("SAVEPOINT work");
        job.run(handle);
        try {
            if (job.hasFailed()) {
                execute("ROLLBACK TO work");
            }
            execute("RELEASE work");
        } catch (SQLException e) {
            throw new Failed(job.failure == null ? e : job.failure);
        }
    }

    private void rollBack(boolean begun) {
        try {
            if (begun) {
                execute("ROLLBACK");
            }
        } catch (SQLException e) {
            // SQLite has rolled back by itself: after a full disk, or when nothing was begun
        }
    }

    private static void end(List<Job<?>> group, @Nullable Throwable failure) {
        for (Job<?> job : group) {
            job.end(failure);
        }
    }

    private void execute(String sql) throws SQLException {
        Connection connection = handle.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static final class Job<T> {
        private final Function<Handle, T> work;
        private final Runnable committed;
        private final Thread thread = Thread.currentThread();
        private @Nullable T result;
        private @Nullable Throwable failure;
        private volatile boolean leads;
        private volatile boolean over;

        Job(Function<Handle, T> work, Runnable committed) {
            this.work = work;
            this.committed = committed;
        }

        void run(Handle handle) {
            try {
                result = work.apply(handle);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        boolean hasFailed() {
            return failure != null;
        }

        boolean isOver() {
            return over;
        }

        /** @param ofTheGroup why nothing of the group was written; null when it was committed */
        void end(@Nullable Throwable ofTheGroup) {
            if (failure == null) {
                failure = ofTheGroup;
            }
            try {
                if (failure == null) {
                    committed.run();
                }
            } catch (RuntimeException e) {
                LOG.error("what followed a commit went wrong; the commit itself is on disk", e);
            } finally {
                over = true;
                wake();
            }
        }

        void lead() {
            leads = true;
            wake();
        }

        /** Unless it is awake: its next sleep, wherever that is, would end at once. */
        private void wake() {
            if (thread != Thread.currentThread()) {
                LockSupport.unpark(thread);
            }
        }

        /** Returns when the work is over, or is for the caller to do. */
        void sleep() {
            boolean interrupted = false;
            while (!over && !leads) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @SuppressWarnings("NullAway") // a result may be null when T is nullable
        T result() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure != null) {
                throw new Failed(failure);
            }
            return result;
        }
    }

    /** Carries an {@link SQLException} of the transaction itself. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(Throwable cause) {
            super(cause);
        }
    }
}
