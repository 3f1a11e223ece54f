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
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * The worker process. Reads commands from standard input and writes reports to standard output; whatever else prints,
 * prints to standard error. Exit codes: {@link #SHUT_DOWN}, {@link #OUT_OF_MEMORY}, {@link #PARENT_GONE},
 * {@link #BROKEN_PROTOCOL}, {@link #BROKEN}.
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

    private static final int TICKS_PER_SECOND = 4;
    private static final long MILLIS_PER_TICK = 1000 / TICKS_PER_SECOND;

    private final Inbox inbox = new Inbox();
    private final Reports reports;
    private final TrainingPipeline pipeline;

    private WorkerMain(OutputStream out, TrainingPipeline pipeline) {
        this.reports = new Reports(out, () -> Runtime.getRuntime().halt(PARENT_GONE));
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
                Runtime.getRuntime().halt(error instanceof OutOfMemoryError ? OUT_OF_MEMORY : BROKEN);
            }
        });
        WorkerMain worker = new WorkerMain(out, new TrainingPipeline(new SnapshotSales()));
        worker.reports.send(new WorkerReport.Ready(ProcessHandle.current().pid(), Tensors.engineVersion()));
        daemon("commands", () -> worker.read(new FileInputStream(FileDescriptor.in)));
        daemon("pulse", worker::pulse);
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
                Thread.sleep(MILLIS_PER_TICK);
                reports.tick();
                if (tick % TICKS_PER_SECOND == 0) {
                    reports.send(new WorkerReport.Heartbeat(0));
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
                    answer(predict.requestId(), 0, () -> pipeline.forecast(predict));
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the work", e);
        }
    }

    private WorkerReport train(WorkerCommand.Train command) {
        try {
            return pipeline.train(command, new Follower(command));
        } catch (CancellationException e) {
            return new WorkerReport.Cancelled(command.taskId(), command.attempt());
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
            reports.answer(new WorkerReport.Failed(id, attempt, ErrorCode.INTERNAL, message));
        }
    }

    private void outOfMemory(String id, int attempt, OutOfMemoryError error) {
        try {
            long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
            String message = "the worker's memory of " + mebibytes + " MiB is used up: " + error.getMessage();
            reports.answer(new WorkerReport.Failed(id, attempt, ErrorCode.OUT_OF_HEAP, message));
        } finally {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    /** Passes on what a training says. */
    private final class Follower implements TrainingListener {
        private final WorkerCommand.Train command;

        Follower(WorkerCommand.Train command) {
            this.command = command;
        }

        @Override
        public boolean isCancelled() {
            return inbox.isCancelled(command.taskId());
        }

        @Override
        public void progressed(Progress progress) {
            reports.progressed(new WorkerReport.Progressed(command.taskId(), command.attempt(), progress));
        }

        @Override
        public void logged(String level, String message) {
            reports.send(new WorkerReport.Logged(command.taskId(), command.attempt(), level, message));
        }

        @Override
        public void checkpointed(int epoch, boolean best, StagedFile file) {
            reports.send(new WorkerReport.Checkpointed(command.taskId(), command.attempt(), epoch, best, file));
        }
    }
}
