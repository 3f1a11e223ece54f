package io.shoptraining.faults;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that learns nothing, but whose "weights" are the sum of its epochs, so that a training that lost or
 * repeated an epoch has other weights. It writes every epoch of every attempt to a {@link Trace} of its own, which no
 * part of ShopTraining knows of.
 */
public final class TracedWorker {
    private static final int KILLED = 137;
    private static final int FAULTY_EPOCH = 3;
    private static final int LINES_OF_A_BURST = 2_000;

    private static final PrintStream OUT = System.out;
    private static final BlockingQueue<WorkerCommand> INBOX = new LinkedBlockingQueue<>();
    private static volatile @Nullable String cancelled;
    private static volatile @Nullable String suspended;

    private TracedWorker() {}

    /** The kind of model that this worker trains. */
    public static ModelType modelType() {
        return new ModelType(
                "toy",
                "For tests.",
                List.of(
                        HyperParameter.choice(
                                "behaviour",
                                List.of(
                                        "train",
                                        "abort",
                                        "die_before_checkpoint",
                                        "die_half_checkpoint",
                                        "die_before_report",
                                        "fill_heap",
                                        "stall",
                                        "burst",
                                        "refuse"),
                                "train",
                                "What goes wrong in the third epoch."),
                        HyperParameter.integer("epoch_millis", 0, 60_000, 0, "How long an epoch takes.")),
                null);
    }

    /** What a model must contain that was trained for so many epochs, however often it was interrupted. */
    static String expectedModel(int epochs) {
        return "weights " + (long) epochs * (epochs + 1) / 2;
    }

    public static void main(String[] arguments) throws Exception {
        say(new WorkerReport.Ready(ProcessHandle.current().pid(), "toy 1"));
        daemon(TracedWorker::beat);
        daemon(TracedWorker::listen);
        while (true) {
            WorkerCommand command = INBOX.take();
            if (command instanceof WorkerCommand.Train train) {
                new Training(train).run();
            } else if (command instanceof WorkerCommand.Shutdown) {
                return;
            }
        }
    }

    /** One attempt. */
    private static final class Training {
        private final WorkerCommand.Train train;
        private final TrainingSpec spec;
        private final String behaviour;
        private long weights;
        private int checkpointed;

        Training(WorkerCommand.Train train) throws IOException {
            this.train = train;
            this.spec = train.spec();
            this.behaviour = String.valueOf(spec.hyperparameters().get("behaviour"));
            String resume = train.resumeFrom();
            this.weights = resume == null ? 0 : Long.parseLong(Files.readString(Path.of(resume)));
        }

        void run() throws Exception {
            int first = 1;
            for (long sum = 0; sum < weights; first++) {
                sum += first;
            }
            Trace.write(train.taskId(), train.attempt(), "begin", first);
            say(new WorkerReport.Logged(train.taskId(), train.attempt(), "INFO", "begins with epoch " + first));
            for (int epoch = first; epoch <= spec.epochs(); epoch++) {
                if (isAskedToStop()) {
                    return;
                }
                if (spec.hyperparameters().get("epoch_millis") instanceof Integer millis && millis > 0) {
                    TimeUnit.MILLISECONDS.sleep(millis);
                }
                weights += epoch;
                Trace.write(train.taskId(), train.attempt(), "epoch", epoch);
                progress(epoch);
                if (epoch == Math.max(FAULTY_EPOCH, first)) {
                    goWrong(epoch);
                }
                if (behaviour.equals("refuse") && epoch == FAULTY_EPOCH) {
                    say(new WorkerReport.Failed(
                            train.taskId(), train.attempt(), ErrorCode.DATA_REFUSED, "all days are 0"));
                    return;
                }
                checkpoint(epoch);
            }
            finish();
        }

        private boolean isAskedToStop() {
            if (train.taskId().equals(cancelled)) {
                say(new WorkerReport.Cancelled(train.taskId(), train.attempt()));
                return true;
            }
            if (train.taskId().equals(suspended)) {
                say(new WorkerReport.Suspended(train.taskId(), train.attempt(), checkpointed));
                return true;
            }
            return false;
        }

        private void goWrong(int epoch) throws Exception {
            boolean first = train.attempt() == 1;
            switch (behaviour) {
                case "abort" ->
                    new ProcessBuilder(
                                    "kill",
                                    "-ABRT",
                                    String.valueOf(ProcessHandle.current().pid()))
                            .start()
                            .waitFor();
                case "fill_heap" -> fillHeap();
                case "stall" -> {
                    while (first && !isAskedToStop()) {
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                }
                case "burst" -> {
                    for (int line = 1; line <= LINES_OF_A_BURST; line++) {
                        say(new WorkerReport.Logged(
                                train.taskId(), train.attempt(), "INFO", "line " + line + " " + "x".repeat(200)));
                        progress(epoch);
                    }
                }
                case "die_before_checkpoint" -> dieIf(first);
                case "die_half_checkpoint" -> {
                    if (first) {
                        Files.writeString(stage().resolve("ckpt_" + epoch + ".part"), "1");
                    }
                    dieIf(first);
                }
                case "die_before_report" -> {
                    write("checkpoint", "ckpt_" + epoch + ".part", String.valueOf(weights));
                    dieIf(first);
                }
                default -> {}
            }
        }

        private static void dieIf(boolean now) {
            if (now) {
                Runtime.getRuntime().halt(KILLED);
            }
        }

        private static void fillHeap() {
            List<long[]> filled = new ArrayList<>();
            while (filled.size() < Integer.MAX_VALUE) {
                filled.add(new long[1 << 16]);
            }
        }

        private void progress(int epoch) {
            say(new WorkerReport.Progressed(
                    train.taskId(),
                    train.attempt(),
                    new Progress(
                            Stage.TRAINING,
                            100.0 * epoch / spec.epochs(),
                            epoch,
                            spec.epochs(),
                            1.0 / epoch,
                            2.0 / epoch,
                            epoch,
                            1.0,
                            "epoch " + epoch)));
        }

        private void checkpoint(int epoch) throws IOException {
            StagedFile file = write("checkpoint", "ckpt_" + epoch + ".part", String.valueOf(weights));
            say(new WorkerReport.Checkpointed(train.taskId(), train.attempt(), epoch, true, file));
            checkpointed = epoch;
        }

        private void finish() throws IOException {
            StagedFile model = write("model", "model.pth.part", "weights " + weights);
            StagedFile curve = write("loss_curve", "curve.png.part", "curve");
            Metrics metrics = new Metrics(
                    Map.of("mse", 1.0, "rmse", 1.0, "mae", 1.0, "wape", 0.2, "bias", 0.0, "pinball", 0.1, "r2", 0.9),
                    Map.of());
            say(new WorkerReport.Finished(
                    train.taskId(),
                    train.attempt(),
                    List.of(model, curve),
                    metrics,
                    Map.of("weights", weights),
                    List.of(new CurvePoint(1, 0.5, 0.6)),
                    0.1));
        }

        private Path stage() throws IOException {
            Path stage = Path.of(train.stagingDirectory());
            Durable.fleetingDirectory(stage);
            return stage;
        }

        private StagedFile write(String kind, String name, String content) throws IOException {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            try (FileChannel file = FileChannel.open(
                    stage().resolve(name),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(bytes));
                file.force(true);
            }
            return new StagedFile(kind, name, bytes.length, sha256(bytes));
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static synchronized void say(WorkerReport report) {
        OUT.println(LineCodec.encode(report));
        OUT.flush();
    }

    private static void beat() {
        try {
            while (true) {
                say(new WorkerReport.Heartbeat(64 << 20));
                TimeUnit.MILLISECONDS.sleep(250);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                WorkerCommand command = LineCodec.command(line);
                if (command instanceof WorkerCommand.Cancel cancel) {
                    cancelled = cancel.taskId();
                } else if (command instanceof WorkerCommand.Suspend suspend) {
                    suspended = suspend.taskId();
                } else {
                    INBOX.add(command);
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            // as the end of the input
        }
        Runtime.getRuntime().halt(0);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
