package io.shoptraining.server;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that learns nothing: its "weights" are the sum of its epochs, so that a resumed training can be told
 * from one that began anew. The hyper-parameter {@code behaviour} makes it misbehave.
 */
public final class ToyWorker {
    static final List<String> BEHAVIOURS = List.of(
            "train",
            "wait_once",
            "wait",
            "deaf",
            "garbage",
            "out_of_heap",
            "silent",
            "exit",
            "unmeasured",
            "poor",
            "refuse",
            "lie",
            "burst",
            "forecast_lost_once",
            "forecast_lost",
            "forecast_slow",
            "noop",
            "nothing",
            "hog",
            "chatter",
            "parent");

    /** The model types of the toy shop: what each is worth in a backtest stands in {@link #backtest}. */
    static final List<String> TYPES = List.of("toy", "seasonal_naive", "toy_best", "toy_broken", "toy_waits_once");

    private static final List<Double> LEVELS = List.of(0.1, 0.5, 0.9);
    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");

    private static final PrintStream OUT = System.out;
    private static final BlockingQueue<WorkerCommand> INBOX = new LinkedBlockingQueue<>();
    private static volatile boolean quiet;
    private static volatile @Nullable String cancelled;
    private static volatile @Nullable String suspended;

    private ToyWorker() {}

    public static void main(String[] arguments) throws Exception {
        say(new WorkerReport.Ready(ProcessHandle.current().pid(), "toy 1"));
        daemon(ToyWorker::beat);
        daemon(ToyWorker::listen);
        while (true) {
            WorkerCommand command = INBOX.take();
            if (command instanceof WorkerCommand.Train train) {
                train(train);
            } else if (command instanceof WorkerCommand.Predict predict) {
                predict(predict);
            } else if (command instanceof WorkerCommand.Check check) {
                check(check);
            } else if (command instanceof WorkerCommand.Backtest backtest) {
                backtest(backtest);
            } else if (command instanceof WorkerCommand.Shutdown) {
                return;
            }
        }
    }

    private static void check(WorkerCommand.Check check) throws IOException {
        boolean isToy = check.modelFile() == null
                || Files.readString(Path.of(check.modelFile())).startsWith("weights ");
        say(
                isToy
                        ? new WorkerReport.Checked(check.requestId())
                        : new WorkerReport.Failed(
                                check.requestId(), 0, ErrorCode.DAMAGED_FILE, check.modelFile() + " holds no weights"));
    }

    /**
     * One series, or P001 and P002 in S001 for a panel; P002 ends three days later. The mean counts the days, and 100 for
     * a promotion.
     */
    private static void predict(WorkerCommand.Predict predict) throws Exception {
        String behaviour = String.valueOf(predict.spec().hyperparameters().get("behaviour"));
        Path marker = marker(predict.requestId());
        switch (behaviour) {
            case "forecast_lost" -> System.exit(7);
            case "forecast_slow" -> TimeUnit.DAYS.sleep(1);
            default -> {}
        }
        SeriesScope scope = predict.spec().scope();
        List<WorkerReport.ForecastRow> rows = new ArrayList<>();
        List<String> products = scope.products().isAll()
                ? List.of("P001", "P002")
                : scope.products().list();
        for (String product : products) {
            LocalDate first = product.equals("P002") ? FIRST_DAY.plusDays(3) : FIRST_DAY;
            for (int day = 0; day < predict.days(); day++) {
                Map<String, Double> quantiles = new LinkedHashMap<>();
                for (double level : LEVELS) {
                    quantiles.put(String.valueOf(level), level);
                }
                String store = scope.aggregation() == Aggregation.PANEL ? "S001" : null;
                String date = first.plusDays(day).toString();
                double promotion = predict.planned().stream()
                        .filter(one -> one.date().equals(date) && one.fits(store, product))
                        .map(one -> one.values().getOrDefault("promotion", 0.0))
                        .reduce(0.0, (before, last) -> last);
                rows.add(new WorkerReport.ForecastRow(store, product, date, day + 1 + 100 * promotion, quantiles));
            }
        }
        int half = rows.size() / 2;
        say(new WorkerReport.Predicted(predict.requestId(), 0, rows.subList(0, half), false));
        if (behaviour.equals("forecast_lost_once") && !Files.deleteIfExists(marker)) {
            Files.createFile(marker);
            System.exit(7);
        }
        say(new WorkerReport.Predicted(predict.requestId(), half, rows.subList(half, rows.size()), true));
    }

    /** A file that the workers of one server share; the folder for temporary files is each one's own. */
    private static Path marker(String id) {
        return Path.of(System.getProperty("java.io.tmpdir")).resolveSibling("toy-" + id);
    }

    private static void backtest(WorkerCommand.Backtest command) throws Exception {
        String type = command.spec().modelType();
        Path marker = marker(String.valueOf(command.spec().seed()));
        if (type.equals("toy_waits_once") && !Files.deleteIfExists(marker)) {
            Files.createFile(marker);
            TimeUnit.DAYS.sleep(1);
        }
        if (type.equals("toy_broken")) {
            say(new WorkerReport.Failed(command.requestId(), 0, ErrorCode.DATA_REFUSED, "all days are 0"));
            return;
        }
        say(new WorkerReport.Progressed(
                command.requestId(), 0, new Progress(Stage.TRAINING, 50, 1, 2, null, null, null, null, "half")));
        double wape = Map.of("toy_best", 0.1, "toy", 0.2, "seasonal_naive", 0.4).getOrDefault(type, 0.3);
        Metrics naive = metrics("train").with("wape", 0.4);
        say(new WorkerReport.Backtested(
                command.requestId(),
                type,
                metrics("train").with("wape", wape),
                naive,
                List.of(new WorkerReport.BacktestRow(
                        1, "2025-12-01", "2025-12-14", 1, metrics("train").with("wape", wape), naive)),
                ProcessHandle.current().pid()));
    }

    private static void train(WorkerCommand.Train train) throws Exception {
        String behaviour = String.valueOf(train.spec().hyperparameters().get("behaviour"));
        if (answersAtOnce(train, behaviour)) {
            return;
        }
        int epochs = train.spec().epochs();
        String resume = train.resumeFrom();
        long weights = resume == null ? 0 : Long.parseLong(Files.readString(Path.of(resume)));
        int first = 1;
        for (long sum = 0; sum < weights; first++) {
            sum += first;
        }
        say(new WorkerReport.Logged(train.taskId(), train.attempt(), "INFO", "begins with epoch " + first));
        for (int epoch = first; epoch <= epochs; epoch++) {
            weights += epoch;
            progress(train, epoch);
            checkpoint(train, epoch, weights);
            if (epoch == Math.max(3, first) && misbehaves(train, behaviour)) {
                return;
            }
        }
        finish(train, behaviour, weights);
    }

    /** The cheapest tasks: a model that is all metadata, and none at all. */
    private static boolean answersAtOnce(WorkerCommand.Train train, String behaviour) {
        if (behaviour.equals("noop")) {
            say(new WorkerReport.Finished(
                    train.taskId(), train.attempt(), List.of(), metrics(behaviour), Map.of(), List.of(), 0.0));
        } else if (behaviour.equals("nothing")) {
            say(new WorkerReport.Failed(train.taskId(), train.attempt(), ErrorCode.DATA_REFUSED, "nothing to learn"));
        }
        return behaviour.equals("noop") || behaviour.equals("nothing");
    }

    /** Whether the training is over. */
    private static boolean misbehaves(WorkerCommand.Train train, String behaviour) throws Exception {
        switch (behaviour) {
            case "garbage" -> OUT.println("Segmentation fault, perhaps");
            case "exit" -> System.exit(7);
            case "out_of_heap" -> fillHeap();
            case "silent" -> {
                quiet = true;
                TimeUnit.DAYS.sleep(1);
            }
            case "deaf" -> TimeUnit.DAYS.sleep(1);
            case "burst" -> {
                for (int i = 0; i < 500; i++) {
                    progress(train, 3);
                }
            }
            case "hog" -> {
                MappedByteBuffer held = hold(stage(train).resolve("hog"));
                TimeUnit.SECONDS.sleep(held.capacity());
            }
            case "chatter" -> {
                for (int i = 1; i <= 200; i++) {
                    say(new WorkerReport.Logged(train.taskId(), train.attempt(), "INFO", "line " + i));
                }
            }
            case "parent" -> {
                Process child = new ProcessBuilder("sleep", "1000").start();
                say(new WorkerReport.Logged(train.taskId(), train.attempt(), "INFO", "child " + child.pid()));
                TimeUnit.DAYS.sleep(1);
            }
            case "refuse" -> {
                say(new WorkerReport.Failed(train.taskId(), train.attempt(), ErrorCode.DATA_REFUSED, "all days are 0"));
                return true;
            }
            case "wait", "wait_once" -> {
                while (behaviour.equals("wait") || train.attempt() == 1) {
                    if (train.taskId().equals(cancelled)) {
                        say(new WorkerReport.Cancelled(train.taskId(), train.attempt()));
                        return true;
                    }
                    if (train.taskId().equals(suspended)) {
                        say(new WorkerReport.Suspended(train.taskId(), train.attempt(), 3));
                        return true;
                    }
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
            default -> {}
        }
        return false;
    }

    private static void fillHeap() {
        List<long[]> filled = new ArrayList<>();
        while (filled.size() < Integer.MAX_VALUE) {
            filled.add(new long[1 << 16]);
        }
    }

    /** Takes memory outside of the heap: pages of a mapped file. */
    private static MappedByteBuffer hold(Path file) throws IOException {
        long bytes = 200L << 20;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), bytes - 1);
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes).load();
        }
    }

    private static void progress(WorkerCommand.Train train, int epoch) {
        int total = train.spec().epochs();
        say(new WorkerReport.Progressed(
                train.taskId(),
                train.attempt(),
                new Progress(
                        Stage.TRAINING,
                        100.0 * epoch / total,
                        epoch,
                        total,
                        1.0 / epoch,
                        2.0 / epoch,
                        epoch,
                        1.0,
                        "epoch " + epoch)));
    }

    private static void checkpoint(WorkerCommand.Train train, int epoch, long weights) throws IOException {
        StagedFile file = write(train, "checkpoint", "ckpt_" + epoch + ".part", String.valueOf(weights));
        say(new WorkerReport.Checkpointed(train.taskId(), train.attempt(), epoch, true, file));
    }

    private static void finish(WorkerCommand.Train train, String behaviour, long weights) throws IOException {
        StagedFile model = write(train, "model", "model.pth.part", "weights " + weights);
        StagedFile curve = write(train, "loss_curve", "curve.png.part", "curve");
        if (behaviour.equals("lie")) {
            model = new StagedFile("model", model.name(), model.size(), "0".repeat(64));
        }
        say(new WorkerReport.Finished(
                train.taskId(),
                train.attempt(),
                List.of(model, curve),
                metrics(behaviour),
                Map.of("weights", weights, "features", Map.of("planned", List.of("price", "promotion"))),
                List.of(new CurvePoint(1, 0.5, 0.6)),
                0.1));
    }

    private static Metrics metrics(String behaviour) {
        Metrics metrics = new Metrics(
                Map.of("mse", 1.0, "rmse", 1.0, "mae", 1.0, "wape", 0.2, "bias", 0.0, "pinball", 0.1), Map.of());
        return behaviour.equals("unmeasured")
                ? new Metrics(metrics.values(), Map.of("r2", "the held-out days are all alike"))
                : metrics.with("r2", behaviour.equals("poor") ? -0.5 : 0.9);
    }

    private static Path stage(WorkerCommand.Train train) throws IOException {
        Path stage = Path.of(train.stagingDirectory());
        Durable.fleetingDirectory(stage);
        return stage;
    }

    private static StagedFile write(WorkerCommand.Train train, String kind, String name, String content)
            throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files.write(stage(train).resolve(name), bytes);
        return new StagedFile(kind, name, bytes.length, sha256(bytes));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .toLowerCase(Locale.ROOT);
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
            while (!quiet) {
                say(new WorkerReport.Heartbeat(64 << 20));
                TimeUnit.MILLISECONDS.sleep(100);
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
