package io.shoptraining.inference;

import io.shoptraining.access.Principal;
import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.Page;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import io.shoptraining.workerpool.WorkerPool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Comparisons of model types. They are worked on one after the other, model type by model type, beside the trainings; what
 * was asked for survives a restart, and what was measured before it is not measured again.
 */
public final class Backtests implements AutoCloseable {
    /** Every field of a request. */
    public static final List<String> FIELDS = BacktestPlan.FIELDS;

    /** The simple rules that every comparison measures where this program has them: what a model is worth, it adds to them. */
    public static final List<String> RULES = BacktestPlan.RULES;

    private static final Logger LOG = LoggerFactory.getLogger(Backtests.class);
    private static final Duration LIMIT = Duration.ofHours(12);
    private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_WAITING = 100;
    private static final int MOST_WAITING_OF_OWNER = 20;

    /** What no model type can be blamed for, and what may be over soon. */
    private static final Set<ErrorCode> PASSING =
            Set.of(ErrorCode.IO_ERROR, ErrorCode.DISK_FULL, ErrorCode.STORE_READ_ONLY, ErrorCode.STORE_IN_USE);

    private static final long PAUSE_SECONDS = 10;

    private final BacktestStore store;
    private final TrainingData data;
    private final ModelCatalog catalog;
    private final Questions questions;
    private final Semaphore news = new Semaphore(0);
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private @Nullable Thread runner;

    public Backtests(Database database, TrainingData data, ModelCatalog catalog, WorkerPool pool, Clock clock) {
        this.store = new BacktestStore(database, clock);
        this.data = data;
        this.catalog = catalog;
        // one of its own: a comparison takes hours, and there is one at a time
        this.questions = new Questions(pool, 1);
    }

    /** Begins to work, with what an earlier server left undone. */
    public synchronized void start() {
        Thread thread = new Thread(this::run, "backtests");
        thread.setDaemon(true);
        runner = thread;
        news.release();
        thread.start();
    }

    /**
     * Asks for a comparison; when this returns, it is on disk.
     *
     * @param request the fields of a training request, but {@code model_types} (a list, or {@code all}) for the model type
     * @param owner who asks
     * @throws ShopTrainingException with every fault of the request
     */
    public Backtest submit(Map<String, Object> request, String owner) {
        DataSnapshot snapshot = data.current()
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DATA_REFUSED, "there are no sales to learn from; import sales first"));
        BacktestPlan plan = BacktestPlan.check(request, catalog, snapshot);
        TrainingSpec spec = plan.specs().get(0);
        int available = data.availableDays(snapshot, spec);
        int required = spec.requiredDays();
        if (available < required) {
            throw new ShopTrainingException(
                    ErrorCode.SERIES_TOO_SHORT,
                    "there are " + available + " days of sales, but this comparison needs " + required
                            + "; ask for fewer folds, or a shorter horizon or look_back");
        }
        String id = UUID.randomUUID().toString();
        store.insert(id, owner, plan, snapshot.id(), MOST_WAITING_OF_OWNER, MOST_WAITING);
        news.release();
        return require(id);
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} */
    public Backtest require(String backtestId) {
        return store.find(backtestId).orElseThrow(() -> BacktestStore.missing(backtestId));
    }

    /**
     * Ends a comparison before its time; what was measured stays. Operators may end their own, admins all.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has ended, {@link ErrorCode#FORBIDDEN} when it is
     *     somebody else's
     */
    public Backtest cancel(String backtestId, Principal by) {
        Backtest before = store.cancel(backtestId, by::mayStop);
        if (before.status().equals(Backtest.RUNNING)) {
            cancelled.add(backtestId);
        }
        return require(backtestId);
    }

    /** The newest first. */
    public Page<Backtest> page(@Nullable String cursor, int limit) {
        return store.page(cursor, limit);
    }

    private void run() {
        try {
            while (!closing) {
                if (!workOnNext()) {
                    boolean told = news.tryAcquire(PAUSE_SECONDS, TimeUnit.SECONDS);
                    LOG.trace("looks for comparisons {}", told ? "that were just asked for" : "again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to do, and it went on. */
    private boolean workOnNext() {
        try {
            // whatever is in it was written down as cancelled before, and will not be the next one
            cancelled.clear();
            Optional<BacktestStore.Open> next = store.next();
            next.ifPresent(this::workOn);
            return next.isPresent();
        } catch (ShopTrainingException e) {
            if (e.code() != ErrorCode.SHUTTING_DOWN) {
                LOG.error("comparisons cannot go on for the moment", e);
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("comparisons cannot go on for the moment", e);
            return false;
        }
    }

    private void workOn(BacktestStore.Open open) {
        List<BacktestResult> results = new ArrayList<>(open.results());
        int count = open.plan().specs().size();
        for (TrainingSpec spec : open.plan().specs()) {
            if (results.stream().noneMatch(known -> known.modelType().equals(spec.modelType()))) {
                Optional<BacktestResult> result = measure(open, spec, 100.0 * results.size() / count, count);
                if (result.isEmpty()) {
                    return;
                }
                results.add(result.get());
                store.results(open.id(), results, 100.0 * results.size() / count);
            }
        }
        boolean isMeasured = results.stream().anyMatch(result -> result.metrics() != null);
        store.ended(
                open.id(),
                isMeasured ? Backtest.COMPLETED : Backtest.FAILED,
                isMeasured ? null : "no model type could be measured; the leaderboard says why");
    }

    /**
     * Empty when the comparison was cancelled.
     *
     * @throws ShopTrainingException when it has to be tried again later
     */
    private Optional<BacktestResult> measure(BacktestStore.Open open, TrainingSpec spec, double before, int count) {
        String id = UUID.randomUUID().toString();
        Follower follower = new Follower(open.id(), id, before, count);
        try (Questions.Turn turn = questions.turn()) {
            DataSnapshot snapshot = data.snapshot(open.snapshotId());
            WorkerCommand command =
                    new WorkerCommand.Backtest(id, spec, snapshot.file().toString(), snapshot.sha256());
            follower.requireWanted();
            follower.lacksWorker = true;
            return Optional.of(BacktestResult.measured(
                    turn.ask(command, id, LIMIT, follower).answer()));
        } catch (ShopTrainingException e) {
            if (cancelled.contains(open.id())) {
                return Optional.empty();
            }
            if (e.code() == ErrorCode.SHUTTING_DOWN || closing || PASSING.contains(e.code()) || follower.lacksWorker) {
                throw e;
            }
            return Optional.of(BacktestResult.failed(spec.modelType(), e.code(), String.valueOf(e.getMessage())));
        }
    }

    /** Writes down how far one model type has come, now and then, and gives it up when it was cancelled. */
    private final class Follower implements Questions.Listener<WorkerReport.Backtested> {
        private final String backtestId;
        private final String requestId;
        private final double before;
        private final int count;
        private boolean lacksWorker;
        private long writtenNanos = System.nanoTime() - PROGRESS_NANOS;

        Follower(String backtestId, String requestId, double before, int count) {
            this.backtestId = backtestId;
            this.requestId = requestId;
            this.before = before;
            this.count = count;
        }

        @Override
        public Optional<WorkerReport.Backtested> heard(WorkerReport report) {
            if (report instanceof WorkerReport.Backtested said
                    && said.requestId().equals(requestId)) {
                return Optional.of(said);
            }
            if (report instanceof WorkerReport.Progressed moved
                    && moved.taskId().equals(requestId)
                    && System.nanoTime() - writtenNanos > PROGRESS_NANOS) {
                write(before + moved.progress().progress() / count);
            }
            return Optional.empty();
        }

        /** A figure that is not written is no reason to give up what was measured so far. */
        private void write(double progress) {
            try {
                store.progress(backtestId, progress);
            } catch (ShopTrainingException e) {
                LOG.warn("the progress of backtest {} cannot be written for the moment", backtestId, e);
            }
            writtenNanos = System.nanoTime();
        }

        @Override
        public void begun() {
            lacksWorker = false;
        }

        @Override
        public void requireWanted() {
            if (cancelled.contains(backtestId)) {
                throw new ShopTrainingException(ErrorCode.CONFLICT, "backtest " + backtestId + " was cancelled");
            }
        }
    }

    /** Stops work; what is not measured yet is for the next server. */
    @Override
    public void close() {
        closing = true;
        Thread thread;
        synchronized (this) {
            thread = runner;
        }
        if (thread != null) {
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
