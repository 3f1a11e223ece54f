package io.shoptraining.taskmanager;

import io.shoptraining.access.Principal;
import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.EventHub;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.Page;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskQueue.Claim;
import io.shoptraining.taskmanager.TaskQueue.NewTask;
import io.shoptraining.taskmanager.TaskStore.Interrupted;
import io.shoptraining.workerpool.WorkerPool;
import io.shoptraining.workerpool.WorkerProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The queue: takes requests, and has as many of them worked on at once as there may be workers. */
public final class TaskManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskManager.class);

    /** For what comes back into the queue by other ways than a submit. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration BEFORE_SETTLING = Duration.ofSeconds(1);

    private final TaskSettings settings;
    private final Stores stores;
    private final WorkerPool pool;
    private final TaskQueue queue;
    private final TaskStore store;
    private final TaskList list;
    private final Requests requests;
    private final Stages stages;
    private final Unsettled unsettled;
    private final TaskRun.Tools tools;
    private final Caretaker caretaker;
    private final List<Interrupted> undecided;
    private final Map<String, TaskRun> running = new ConcurrentHashMap<>();
    private final Bell bell = new Bell();
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
     */
    public TaskManager(TaskSettings settings, Stores stores, ModelCatalog catalog, WorkerPool pool) {
        this.settings = settings;
        this.stores = stores;
        this.pool = pool;
        Durations durations = new Durations();
        Waiting waiting = new Waiting(durations, settings.maxWorkers());
        TaskTable table = new TaskTable(stores.events(), waiting, stores.clock());
        this.queue = new TaskQueue(stores.events(), stores.index(), table, durations);
        this.store = new TaskStore(stores.database(), stores.index(), stores.events(), table, durations);
        this.list = new TaskList(stores.database(), waiting);
        this.requests = new Requests(catalog, stores.data(), stores.registry(), stores.clock());
        this.stages = new Stages(stores.registry());
        Publisher publisher = new Publisher(settings, stores.registry(), stores.clock());
        Settlement settlement = new Settlement(store, stores.registry(), publisher, stages);
        this.unsettled = new Unsettled(store, settlement, BEFORE_SETTLING, bell::ring);
        this.tools = new TaskRun.Tools(settings, store, stores.registry(), stores.data(), publisher, stages, unsettled);
        this.undecided =
                new Recovery(stores.database(), store, stores.index(), stores.registry(), settlement, stages).run();
        this.caretaker = new Caretaker(
                new HashCheck(stores.database(), stores.index(), stores.registry(), stores.clock()),
                new Chatter(
                        stores.database(),
                        settings.logs(),
                        stores.clock(),
                        settings.limits().chatterDays()));
    }

    /** Begins to work on the queue. */
    public void start() {
        unsettled.start();
        undecided.forEach(task -> unsettled.add(
                task.taskId(),
                task.attempt(),
                new ShopTrainingException(ErrorCode.IO_ERROR, "it could not be settled at the start")));
        caretaker.start();
        for (int i = 1; i <= settings.maxWorkers(); i++) {
            Thread thread = new Thread(this::dispatch, "dispatcher-" + i);
            thread.setDaemon(true);
            dispatchers.add(thread);
            thread.start();
        }
    }

    /** {@link #submit(Map, Submission)} for a command that works in the data directory itself. */
    public TrainingTask submit(Map<String, Object> request) {
        return submit(request, Submission.local());
    }

    /**
     * Puts a request into the queue; when this returns, task and version number are on disk. A request that repeats one
     * with the same key of the same owner is answered with the task that there is.
     *
     * @param request the fields of {@link io.shoptraining.task.TrainingRequest} and
     *     {@link io.shoptraining.task.TaskOptions}
     * @throws ShopTrainingException with every fault of the request; {@link ErrorCode#CONFLICT} when its key was used for
     *     another one
     */
    public TrainingTask submit(Map<String, Object> request, Submission submission) {
        requireOpen();
        if (submission.idempotencyKey() != null) {
            // asked before the request is judged: the sales may have changed since it was accepted
            Optional<TrainingTask> earlier =
                    stores.database().read(handle -> queue.repeated(handle, submission, Json.write(request)));
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        NewTask task = requests.task(request);
        TrainingTask inserted = queue.insert(task, submission);
        bell.ring();
        return inserted;
    }

    /**
     * Puts one task for every product, store and model type of a request into the queue, all of them or none.
     *
     * @param request {@code training_mode}, {@code product_ids} and {@code store_ids} as lists or {@code "all"},
     *     {@code model_types}, and the other fields of a request, which all tasks share
     * @throws ShopTrainingException with every fault of every task
     */
    public Batch submitBatch(Map<String, Object> request, Submission submission) {
        requireOpen();
        String json = Json.write(request);
        Optional<String> earlier = stores.database().read(handle -> queue.repeatedBatch(handle, submission, json));
        if (earlier.isPresent()) {
            return batch(earlier.get());
        }
        String batchId = UUID.randomUUID().toString();
        List<NewTask> tasks = requests.batch(batchId, request);
        String inserted = queue.insertBatch(batchId, tasks, json, submission);
        bell.ring();
        return batch(inserted);
    }

    /** As {@link TaskList#batch}. */
    public Batch batch(String batchId) {
        return list.batch(batchId);
    }

    /** {@link #retry(String, Submission)} for a command that works in the data directory itself. */
    public TrainingTask retry(String taskId) {
        return retry(taskId, Submission.local());
    }

    /**
     * Submits the request of an ended task once more, as a task of its own with a version of its own.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has not ended yet
     */
    public TrainingTask retry(String taskId, Submission submission) {
        TrainingTask task = require(taskId);
        if (!task.status().isTerminal()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    "task " + taskId + " is " + task.status().word() + "; it has not ended yet");
        }
        return submit(Json.readObject(store.request(taskId)), submission);
    }

    /** {@link #cancel(String, Principal)} for a command that works in the data directory itself. */
    public TrainingTask cancel(String taskId) {
        return cancel(taskId, Principal.LOCAL);
    }

    /**
     * Stops a task: at once when it waits, soon when it runs. Operators may stop their own, admins all.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when it has ended, {@link ErrorCode#FORBIDDEN} when it is
     *     somebody else's
     */
    public TrainingTask cancel(String taskId, Principal by) {
        TrainingTask task = queue.cancel(taskId, by::mayStop);
        TaskRun run = running.get(taskId);
        if (run != null) {
            run.askToCancel();
        }
        if (task.status() == TaskState.CANCELLED && task.attempt() > 0) {
            stages.pruneNow(task.filenamePrefix());
        }
        return task;
    }

    public Optional<TrainingTask> find(String taskId) {
        return list.find(taskId);
    }

    /** Whether this process works on a task now. A running task on which nobody works waits to be settled. */
    public boolean isAtWork(String taskId) {
        return running.containsKey(taskId);
    }

    /** @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} */
    public TrainingTask require(String taskId) {
        return list.require(taskId);
    }

    /** Every task in the order of submit; see {@link TaskList#list()}. */
    public List<TrainingTask> list() {
        return list.list();
    }

    /** One page, the newest task first. */
    public Page<TrainingTask> list(TaskQuery query) {
        return list.list(query);
    }

    /** Everything that there is to read about tasks. */
    public TaskList reader() {
        return list;
    }

    /**
     * Stops work: new requests are refused; workers are asked for a checkpoint, and are gone when this returns; running
     * tasks go back into the queue and lose no attempt.
     */
    @Override
    public void close() {
        closing = true;
        running.values().forEach(TaskRun::askToClose);
        bell.ring();
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
        caretaker.close();
        unsettled.close();
        stages.close();
        pool.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireOpen() {
        if (closing) {
            throw new ShopTrainingException(
                    ErrorCode.SHUTTING_DOWN, "the server is stopping; try again when it is back");
        }
    }

    /** Outlives every error: with a dispatcher less, the queue would only be slower, and nobody would know why. */
    private void dispatch() {
        try {
            boolean worked = false;
            while (!closing) {
                long heard = bell.rings();
                // after a pause a look comes first, which costs less than the right to write
                worked = (worked || hasWork()) && work();
                if (!worked && !closing) {
                    bell.await(heard, PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasWork() {
        try {
            return stores.database().read(queue::hasWork);
        } catch (RuntimeException | Error e) {
            LOG.error("the queue cannot be read for the moment", e);
            return false;
        }
    }

    /** Works on one task after the other; returns when none is left, and whether there was any. */
    private boolean work() throws InterruptedException {
        Job job = claim(null);
        boolean worked = job != null;
        while (job != null) {
            job = claim(run(job));
        }
        return worked;
    }

    private record Job(Claim claim, WorkerProcess worker) {}

    /**
     * Writes down how the last attempt ended and claims the next task, with a worker in hand so that the claim can name it.
     *
     * @return null when there is nothing to do, or not now
     */
    private @Nullable Job claim(@Nullable Ending ending) {
        WorkerProcess worker = lend();
        Optional<Claim> claim = Optional.empty();
        try {
            if (worker == null) {
                if (ending != null) {
                    queue.end(ending);
                }
            } else if (ending == null) {
                claim = queue.claim(worker.pid(), worker.startTime());
            } else {
                claim = queue.claim(ending, worker.pid(), worker.startTime());
            }
            ended(ending);
        } catch (RuntimeException | Error e) {
            LOG.error("the queue cannot go on for the moment", e);
            if (ending != null) {
                forget(ending.taskId(), ending.attempt());
                unsettled.add(ending.taskId(), ending.attempt(), e);
            }
        } finally {
            if (claim.isEmpty() && worker != null) {
                pool.giveBack(worker, true);
            }
        }
        return claim.isEmpty() || worker == null ? null : new Job(claim.get(), worker);
    }

    private void ended(@Nullable Ending ending) {
        if (ending == null) {
            return;
        }
        forget(ending.taskId(), ending.attempt());
        try {
            ending.after().run();
        } catch (ShopTrainingException e) {
            LOG.warn("task {} has ended, but left something behind: {}", ending.taskId(), e.getMessage());
        }
    }

    /** Another dispatcher may work on the next attempt already. */
    private void forget(String taskId, int attempt) {
        TaskRun run = running.get(taskId);
        if (run != null && run.attempt() == attempt) {
            running.remove(taskId, run);
        }
    }

    private @Nullable WorkerProcess lend() {
        if (closing) {
            return null;
        }
        try {
            return pool.lend();
        } catch (ShopTrainingException e) {
            LOG.error("there is no worker for the moment: {}", e.getMessage());
            return null;
        } catch (RuntimeException | Error e) {
            LOG.error("there is no worker for the moment", e);
            return null;
        }
    }

    private @Nullable Ending run(Job job) throws InterruptedException {
        Claim claim = job.claim();
        String heading = "attempt " + claim.attempt() + " of " + claim.prefix();
        Ending ending = null;
        // every line of the server's log from here on says which task it is about
        try (MDC.MDCCloseable context = MDC.putCloseable("task_id", claim.taskId());
                TaskLog log = new TaskLog(settings.logs(), claim.taskId(), heading, stores.clock())) {
            TaskRun run = new TaskRun(claim, tools, log);
            running.put(claim.taskId(), run);
            if (closing) {
                run.askToClose();
            }
            ending = run.run(job.worker(), pool);
        } catch (RuntimeException | Error e) {
            unsettled.add(claim.taskId(), claim.attempt(), e);
        } finally {
            if (ending == null) {
                forget(claim.taskId(), claim.attempt());
            }
        }
        return ending;
    }
}
