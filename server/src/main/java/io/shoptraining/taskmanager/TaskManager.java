package io.shoptraining.taskmanager;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.TrainingRequest;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskStore.Claim;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import io.shoptraining.workerpool.WorkerPool;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue: takes requests, and has as many of them worked on at once as there may be workers. */
public final class TaskManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskManager.class);
    private static final int MAX_PRIORITY = 100;
    private static final long PAUSE_SECONDS = 1;

    private final TaskSettings settings;
    private final TaskStore store;
    private final Stores stores;
    private final ModelCatalog catalog;
    private final WorkerPool pool;
    private final TaskRun.Tools tools;
    private final Map<String, TaskRun> running = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final List<Thread> dispatchers = new ArrayList<>();
    private volatile boolean closing;

    /** Where everything is kept. */
    public record Stores(
            Database database,
            ModelIndex index,
            EventHub events,
            ModelRegistry registry,
            TrainingData data,
            Clock clock) {}

    /**
     * Repairs what an earlier server left undone; work begins with {@link #start}. The caller holds the store's lock.
     *
     * @param modelCheck opens a model file; throws a {@link ShopTrainingException} when it cannot be used
     */
    public TaskManager(
            TaskSettings settings, Stores stores, ModelCatalog catalog, WorkerPool pool, Consumer<Path> modelCheck) {
        this.settings = settings;
        this.stores = stores;
        this.catalog = catalog;
        this.pool = pool;
        this.store = new TaskStore(stores.database(), stores.index(), stores.events(), stores.clock());
        Publisher publisher = new Publisher(settings, store, stores.registry(), modelCheck, stores.clock());
        this.tools = new TaskRun.Tools(settings, store, stores.registry(), stores.data(), publisher);
        new Recovery(store, stores.index(), stores.registry(), publisher).run();
    }

    /** Begins to work on the queue. */
    public void start() {
        for (int i = 1; i <= settings.maxWorkers(); i++) {
            Thread thread = new Thread(this::dispatch, "dispatcher-" + i);
            thread.setDaemon(true);
            dispatchers.add(thread);
            thread.start();
        }
    }

    /**
     * Puts a request into the queue; when this returns, task and version number are on disk.
     *
     * @param request the fields of {@link TrainingRequest}, and {@code priority} and {@code batch_id} if wanted
     * @throws ShopTrainingException with every fault of the request
     */
    public TrainingTask submit(Map<String, Object> request) {
        DataSnapshot snapshot = stores.data()
                .current()
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DATA_REFUSED, "there are no sales to learn from; import sales first"));
        Map<String, Object> training = new LinkedHashMap<>(request);
        Object batch = training.remove("batch_id");
        int priority = priority(training.remove("priority"));
        TrainingSpec spec = TrainingRequest.check(training, catalog, snapshot.products(), snapshot.stores());
        int available = stores.data().availableDays(snapshot, spec);
        int required = spec.requiredDays();
        if (available < required) {
            throw new ShopTrainingException(
                    ErrorCode.SERIES_TOO_SHORT,
                    spec.key().identifier() + " has " + available + " days of sales, but this training needs "
                            + required + "; ask for fewer folds, or a shorter horizon or look_back");
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("priority", priority);
        more.put("batch_id", batch == null ? null : String.valueOf(batch));
        more.put("snapshot_id", snapshot.id());
        more.put("request", Json.write(request));
        int highest = stores.registry().highestVersion(spec.key().identifier());
        TrainingTask task = store.insert(UUID.randomUUID().toString(), spec, more, highest);
        news.release();
        return task;
    }

    /** Submits the request of an ended task once more, as a task of its own with a version of its own. */
    public TrainingTask retry(String taskId) {
        TrainingTask task = require(taskId);
        if (!task.status().isTerminal()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    "task " + taskId + " is " + task.status().word() + "; it has not ended yet");
        }
        return submit(store.request(taskId));
    }

    /**
     * Stops a task: at once when it waits, soon when it runs.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has ended
     */
    public TrainingTask cancel(String taskId) {
        TrainingTask task = store.cancel(taskId);
        TaskRun run = running.get(taskId);
        if (run != null) {
            run.askToCancel();
        }
        return task;
    }

    public Optional<TrainingTask> find(String taskId) {
        return store.find(taskId);
    }

    /** Whether this process works on a task now. A running task on which nobody works waits for the next start. */
    public boolean isAtWork(String taskId) {
        return running.containsKey(taskId);
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} */
    public TrainingTask require(String taskId) {
        return find(taskId)
                .orElseThrow(
                        () -> new ShopTrainingException(ErrorCode.NOT_FOUND, "task '" + taskId + "' does not exist"));
    }

    /** Every task in the order of submit. */
    public List<TrainingTask> list() {
        return new TaskList(stores.database()).list();
    }

    /** Stops work: running tasks go back into the queue, and their workers are gone when this returns. */
    @Override
    public void close() {
        closing = true;
        running.values().forEach(TaskRun::askToClose);
        news.release(dispatchers.size());
        boolean interrupted = false;
        for (Thread dispatcher : dispatchers) {
            while (dispatcher.isAlive()) {
                try {
                    dispatcher.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        pool.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void dispatch() {
        try {
            while (!closing) {
                if (!workOnNext()) {
                    // woken by a submit; the pause is for what comes back into the queue by other ways
                    boolean woken = news.tryAcquire(PAUSE_SECONDS, TimeUnit.SECONDS);
                    LOG.trace("woken {}", woken);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to do. */
    private boolean workOnNext() throws InterruptedException {
        try {
            Optional<Claim> claim = store.claim();
            if (claim.isEmpty()) {
                return false;
            }
            String taskId = claim.get().taskId();
            try (TaskLog log = TaskLog.open(settings.logs(), taskId, stores.clock())) {
                TaskRun run = new TaskRun(claim.get(), tools, log);
                running.put(taskId, run);
                if (closing) {
                    run.askToClose();
                }
                run.run(pool);
            } finally {
                running.remove(taskId);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("the queue cannot go on for the moment", e);
            return false;
        }
    }

    private static int priority(@Nullable Object given) {
        Faults faults = new Faults();
        int priority = 0;
        if (given instanceof Number number && number.doubleValue() == number.intValue()) {
            priority = number.intValue();
        } else if (given != null) {
            faults.add("priority", "wrong_type", "'" + given + "' is not a whole number");
        }
        if (Math.abs(priority) > MAX_PRIORITY) {
            faults.outOfRange("priority", priority, -MAX_PRIORITY, MAX_PRIORITY);
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return priority;
    }
}
