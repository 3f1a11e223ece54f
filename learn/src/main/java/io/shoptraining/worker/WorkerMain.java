package io.shoptraining.worker;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.pipeline.SnapshotSales;
import io.shoptraining.pipeline.TrainingListener;
import io.shoptraining.pipeline.TrainingPipeline;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.Progress;
import io.shoptraining.tensor.Tensors;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * The worker process. Reads commands from standard input and writes reports to standard output; whatever else prints,
 * prints to standard error. Exit codes: {@link #SHUT_DOWN}, {@link #OUT_OF_MEMORY}, {@link #PARENT_GONE},
 * {@link #BROKEN_PROTOCOL}, {@link #OUT_OF_NATIVE_MEMORY}, {@link #BROKEN}.
 */
public final class WorkerMain {
    /** Told to leave. */
    public static final int SHUT_DOWN = 0;

    /** Anything that should never happen: a thread of the worker itself died. */
    public static final int BROKEN = 1;

    /** The heap is too small; reported if there was memory left to do so. */
    public static final int OUT_OF_MEMORY = 3;

    /** Standard input or output was closed: the server died, and nobody waits for the work. */
    public static final int PARENT_GONE = 4;

    /** A line was not a command. */
    public static final int BROKEN_PROTOCOL = 5;

    /** Memory outside of the heap is used up; {@code -XX:+ExitOnOutOfMemoryError} does not see that. */
    public static final int OUT_OF_NATIVE_MEMORY = 6;

    private static final int TICKS_PER_HEARTBEAT = 4;

    private final Inbox inbox = new Inbox();
    private final Reports reports;
    private final TrainingPipeline pipeline;

    private WorkerMain(OutputStream out, TrainingPipeline pipeline) {
        this.reports =
                new Reports(out, System::nanoTime, () -> Runtime.getRuntime().halt(PARENT_GONE));
        this.pipeline = pipeline;
    }

    /** Runs until told to leave, or until standard input ends. */
    public static void main(String[] arguments) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        System.setProperty("java.awt.headless", "true");
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            try {
                error.printStackTrace();
            } finally {
                Runtime.getRuntime().halt(error instanceof OutOfMemoryError memory ? status(memory) : BROKEN);
            }
        });
        WorkerMain worker = new WorkerMain(out, new TrainingPipeline(new SnapshotSales()));
        WarmUp.protocol();
        worker.reports.send(new WorkerReport.Ready(ProcessHandle.current().pid(), Tensors.engineVersion()));
        daemon("commands", () -> worker.read(new FileInputStream(FileDescriptor.in)));
        daemon("pulse", worker::pulse);
        daemon("warm-up", WarmUp::nativeCode);
        worker.work();
        // halt: no exit hook of a library may keep a worker that was told to leave
        Runtime.getRuntime().halt(SHUT_DOWN);
    }

    private static void daemon(String name, Runnable loop) {
        Thread thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Halts at the end of the stream, even in the middle of native code: nobody waits for the result. */
    private void read(InputStream in) {
        try {
            inbox.readAll(in);
        } catch (IOException e) {
            System.err.println("standard input failed: " + e.getMessage());
        } catch (ShopTrainingException e) {
            System.err.println("not a command: " + e.getMessage());
            Runtime.getRuntime().halt(BROKEN_PROTOCOL);
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }

    private void pulse() {
        try {
            for (int tick = 1; ; tick++) {
                Thread.sleep(Reports.INTERVAL.toMillis());
                reports.tick();
                if (tick % TICKS_PER_HEARTBEAT == 0) {
                    reports.send(new WorkerReport.Heartbeat(Memory.rssBytes()));
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the pulse", e);
        }
    }

    private void work() {
        try {
            for (WorkerCommand command = inbox.take();
                    !(command instanceof WorkerCommand.Shutdown);
                    command = inbox.take()) {
                if (command instanceof WorkerCommand.Train train) {
                    answer(train.taskId(), train.attempt(), () -> train(train));
                    inbox.forget(train.taskId());
                } else if (command instanceof WorkerCommand.Predict predict) {
                    answer(predict.requestId(), 0, () -> forecast(predict));
                } else if (command instanceof WorkerCommand.Check check) {
                    answer(check.requestId(), 0, () -> pipeline.check(check));
                } else if (command instanceof WorkerCommand.Backtest backtest) {
                    answer(backtest.requestId(), 0, () -> backtest(backtest));
                    inbox.forget(backtest.requestId());
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the work", e);
        }
    }

    private WorkerReport train(WorkerCommand.Train command) {
        Follower follower = new Follower(command.taskId(), command.attempt());
        try {
            return pipeline.train(command, follower);
        } catch (CancellationException e) {
            return follower.isCancelled()
                    ? new WorkerReport.Cancelled(command.taskId(), command.attempt())
                    : new WorkerReport.Suspended(command.taskId(), command.attempt(), follower.lastCheckpoint);
        }
    }

    /** Sends all parts but the last, which is the answer. */
    private WorkerReport forecast(WorkerCommand.Predict command) {
        List<WorkerReport.Predicted> parts =
                WorkerReport.Predicted.parts(command.requestId(), pipeline.forecast(command));
        int last = parts.size() - 1;
        parts.subList(0, last).forEach(reports::send);
        return parts.get(last);
    }

    private WorkerReport backtest(WorkerCommand.Backtest command) {
        try {
            return pipeline.backtest(command, new Follower(command.requestId(), 0));
        } catch (CancellationException e) {
            return new WorkerReport.Cancelled(command.requestId(), 0);
        }
    }

    /** The worker outlives whatever goes wrong in its work, but for a heap that is used up. */
    private void answer(String id, int attempt, Supplier<WorkerReport> work) {
        try {
            reports.answer(work.get());
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.INTERNAL) {
                e.printStackTrace();
            }
            reports.answer(new WorkerReport.Failed(id, attempt, e.code(), String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) {
            outOfMemory(id, attempt, e);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            e.printStackTrace();
            String message = e.getClass().getSimpleName() + ": " + e.getMessage();
            reports.answer(
                    Memory.isNative(e)
                            ? new WorkerReport.Failed(id, attempt, ErrorCode.OUT_OF_MEMORY, noMoreMemory(message))
                            : new WorkerReport.Failed(id, attempt, ErrorCode.INTERNAL, message));
        }
    }

    /** Who has run out of memory once is not to be trusted with the next task. */
    private void outOfMemory(String id, int attempt, OutOfMemoryError error) {
        try {
            boolean isHeap = Memory.isHeap(error);
            String said = String.valueOf(error.getMessage());
            String message = isHeap
                    ? "the worker's Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB is used up: "
                            + said
                    : noMoreMemory(said);
            ErrorCode code = isHeap ? ErrorCode.OUT_OF_HEAP : ErrorCode.OUT_OF_MEMORY;
            reports.answer(new WorkerReport.Failed(id, attempt, code, message));
        } finally {
            Runtime.getRuntime().halt(status(error));
        }
    }

    private static String noMoreMemory(String said) {
        return "the worker holds " + (Memory.rssBytes() >> 20) + " MiB and gets no more memory: " + said;
    }

    private static int status(OutOfMemoryError error) {
        return Memory.isHeap(error) ? OUT_OF_MEMORY : OUT_OF_NATIVE_MEMORY;
    }

    /** Passes on what a training, or a backtest, says. */
    private final class Follower implements TrainingListener {
        private final String id;
        private final int attempt;
        private int lastCheckpoint;

        Follower(String id, int attempt) {
            this.id = id;
            this.attempt = attempt;
        }

        @Override
        public boolean isCancelled() {
            return inbox.isCancelled(id);
        }

        @Override
        public boolean isSuspended() {
            return inbox.isSuspended(id);
        }

        @Override
        public void progressed(Progress progress) {
            reports.progressed(new WorkerReport.Progressed(id, attempt, progress));
        }

        @Override
        public void logged(String level, String message) {
            reports.send(new WorkerReport.Logged(id, attempt, level, message));
        }

        @Override
        public void checkpointed(int epoch, boolean best, StagedFile file) {
            lastCheckpoint = epoch;
            reports.send(new WorkerReport.Checkpointed(id, attempt, epoch, best, file));
        }
    }
}
