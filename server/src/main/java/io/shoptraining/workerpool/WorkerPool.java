package io.shoptraining.workerpool;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker processes of a server: started ahead once {@link #warmUp} was called, and kept warm between tasks because a
 * fresh one takes seconds to load its native code. How many work at once is up to those who borrow them; nobody waits for
 * another's worker. A thread of the pool watches all of them and replaces those that are lost.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    /** One more than the pool's size is kept for a while: forecasts are asked for while all the others train. */
    private static final int SPARE = 1;

    private static final Duration SPARE_KEPT = Duration.ofMinutes(5);

    private final WorkerSettings settings;
    private final PoolSettings bounds;
    private final StartFaults faults = new StartFaults(System::nanoTime);
    private final Deque<Seat> idle = new ArrayDeque<>();
    private final Map<WorkerProcess, Seat> lent = new LinkedHashMap<>();
    private @Nullable Thread watcher;
    private boolean warm;
    private boolean closed;
    private boolean news;
    private long started;
    private long recycled;
    private long killed;
    private long lost;

    public WorkerPool(WorkerSettings settings, PoolSettings bounds) {
        this.settings = settings;
        this.bounds = bounds;
        Scratch.sweep(settings.nativeCache());
    }

    /** One worker as the pool sees it. */
    private static final class Seat {
        private final WorkerProcess worker;
        private final long bornNanos = System.nanoTime();
        private long restingNanos = bornNanos;
        private int tasks;
        private boolean startIsNoted;

        Seat(WorkerProcess worker) {
            this.worker = worker;
        }

        boolean isUsed(PoolSettings bounds) {
            return tasks >= bounds.maxTasksPerWorker()
                            && System.nanoTime() - bornNanos >= bounds.minAge().toNanos()
                    || worker.reportedRssMb() > bounds.maxIdleRssMb();
        }
    }

    /** Starts workers ahead, one after the other and in the background, and from now on keeps as many alive. */
    public synchronized void warmUp() {
        warm = true;
        wakeWatcher();
    }

    /**
     * A live worker that is nobody else's until {@link #giveBack}: a warm one if there is one.
     *
     * @throws ShopTrainingException when several workers in a row died before they were ready, with the reason
     */
    public WorkerProcess lend() {
        synchronized (this) {
            checkOpen();
            Seat seat = takeIdle();
            if (seat != null) {
                seat.worker.wake();
                lent.put(seat.worker, seat);
                return seat.worker;
            }
            faults.checkStart();
        }
        Seat seat = start();
        synchronized (this) {
            if (!closed) {
                lent.put(seat.worker, seat);
                wakeWatcher();
                return seat.worker;
            }
        }
        seat.worker.killAndWait();
        throw stopping();
    }

    private void checkOpen() {
        if (closed) {
            throw stopping();
        }
    }

    private static ShopTrainingException stopping() {
        return new ShopTrainingException(ErrorCode.SHUTTING_DOWN, "the server is stopping");
    }

    /** The warm one that worked last, else one that is on its way. */
    private @Nullable Seat takeIdle() {
        Seat found = null;
        for (Seat seat : idle) {
            boolean better = found == null || seat.worker.isReady() || !found.worker.isReady();
            if (seat.worker.isAlive() && better) {
                found = seat;
            }
        }
        if (found != null) {
            idle.remove(found);
        }
        return found;
    }

    private Seat start() {
        try {
            WorkerProcess worker = WorkerProcess.start(settings, this::wake);
            synchronized (this) {
                started++;
            }
            return new Seat(worker);
        } catch (ShopTrainingException e) {
            synchronized (this) {
                faults.failed(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** Takes a worker back; {@code reusable} says that it has answered and waits for the next command. */
    public void giveBack(WorkerProcess worker, boolean reusable) {
        if (!keep(worker, reusable)) {
            worker.killAndWait();
        }
    }

    private synchronized boolean keep(WorkerProcess worker, boolean reusable) {
        Seat seat = lent.remove(worker);
        if (seat == null) {
            return false;
        }
        noteStart(seat);
        seat.tasks++;
        if (!worker.isAlive()) {
            lost++;
        } else if (!reusable || closed || size() >= bounds.size() + SPARE) {
            killed++;
        } else if (seat.isUsed(bounds)) {
            recycled++;
        } else {
            seat.restingNanos = System.nanoTime();
            worker.rest();
            idle.addLast(seat);
            return true;
        }
        wake(); // there is one less
        return false;
    }

    /** How many processes there are, at work and idle. */
    public synchronized int size() {
        return idle.size() + lent.size();
    }

    /** How the workers are. */
    public synchronized PoolStatus status() {
        int ready = 0;
        long rssMb = 0;
        for (Seat seat : idle) {
            ready += seat.worker.isReady() ? 1 : 0;
            rssMb += seat.worker.reportedRssMb();
        }
        return new PoolStatus(
                bounds.size(),
                ready,
                idle.size() - ready,
                lent.size(),
                rssMb,
                started,
                recycled,
                killed,
                lost,
                faults.fault());
    }

    private synchronized void wake() {
        news = true;
        notifyAll();
    }

    /** The watcher begins with the first worker. */
    private synchronized void wakeWatcher() {
        if (watcher == null && !closed) {
            watcher = new Thread(this::watch, "worker-pool");
            watcher.setDaemon(true);
            watcher.start();
        }
        wake();
    }

    private void watch() {
        Duration quarter = settings.silence().dividedBy(4);
        long tickMillis = Math.max(1, Math.min(quarter.toMillis(), LONGEST_TICK.toMillis()));
        try {
            while (true) {
                try {
                    round();
                } catch (RuntimeException | Error e) {
                    LOG.error("the workers cannot be looked after for the moment", e);
                }
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    if (!news) {
                        wait(tickMillis);
                    }
                    news = false;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the watcher of the workers", e);
        }
    }

    private void round() {
        List<WorkerProcess> useless;
        List<WorkerProcess> watched = new ArrayList<>();
        boolean oneMore;
        synchronized (this) {
            if (closed) {
                return;
            }
            useless = sortOut();
            idle.forEach(seat -> watched.add(seat.worker));
            watched.addAll(lent.keySet());
            oneMore = warm
                    && size() < bounds.size()
                    && idle.stream().allMatch(seat -> seat.worker.isReady())
                    && faults.mayStartAhead();
        }
        useless.forEach(WorkerProcess::killAndWait);
        watched.forEach(WorkerProcess::killIfSilent);
        if (oneMore) {
            startAhead();
        }
    }

    /** Takes idle workers out that are gone, or of no more use; the latter are yet to be ended. */
    private List<WorkerProcess> sortOut() {
        List<WorkerProcess> useless = new ArrayList<>();
        for (Iterator<Seat> seats = idle.iterator(); seats.hasNext(); ) {
            Seat seat = seats.next();
            noteStart(seat);
            WorkerExit exit = seat.worker.gone();
            boolean isSurplus = size() > bounds.size() && System.nanoTime() - seat.restingNanos > SPARE_KEPT.toNanos();
            if (exit != null) {
                LOG.warn("an idle worker is lost: {}", exit.reason());
                lost++;
                seats.remove();
            } else if (isSurplus || seat.isUsed(bounds)) {
                recycled++;
                seats.remove();
                useless.add(seat.worker);
            }
        }
        return useless;
    }

    private void noteStart(Seat seat) {
        if (seat.startIsNoted) {
            return;
        }
        WorkerExit exit = seat.worker.gone();
        seat.startIsNoted = seat.worker.isReady() || exit != null;
        if (seat.worker.isReady()) {
            faults.succeeded();
        } else if (exit != null && seat.worker.failedToStart()) {
            faults.failed(exit.reason());
        }
    }

    private void startAhead() {
        Seat seat;
        try {
            seat = start();
        } catch (ShopTrainingException e) {
            LOG.warn("no worker can be started ahead: {}", e.getMessage());
            return;
        }
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                idle.addFirst(seat);
            }
        }
        if (late) {
            seat.worker.killAndWait();
        }
    }

    /** Ends every worker; when this returns none is alive. Whoever still has one hears that it is gone. */
    @Override
    public void close() {
        List<WorkerProcess> waiting;
        List<WorkerProcess> working;
        synchronized (this) {
            closed = true;
            waiting = idle.stream().map(seat -> seat.worker).toList();
            working = List.copyOf(lent.keySet());
            idle.clear();
            wake();
        }
        waiting.forEach(WorkerProcess::askToLeave);
        working.forEach(WorkerProcess::killAndWait);
        long start = System.nanoTime();
        waiting.forEach(worker -> worker.awaitEnd(GRACE.minusNanos(System.nanoTime() - start)));
    }
}
