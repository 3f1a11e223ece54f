package io.shoptraining.bench;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Metrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A worker process that does nothing, so that what is measured is the queue: it refuses a task at once, finishes it with
 * a model that is all metadata, or holds it.
 */
public final class BenchWorker {
    static final List<String> BEHAVIOURS = List.of("nothing", "metadata", "hold");

    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private BenchWorker() {}

    /** No arguments. */
    public static void main(String[] args) throws IOException {
        say(new WorkerReport.Ready(ProcessHandle.current().pid(), "bench 1"));
        Thread pulse = new Thread(BenchWorker::beat);
        pulse.setDaemon(true);
        pulse.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            WorkerCommand command = LineCodec.command(line);
            if (command instanceof WorkerCommand.Train train) {
                train(train);
            } else if (command instanceof WorkerCommand.Suspend suspend) {
                say(new WorkerReport.Suspended(suspend.taskId(), 1, 0));
            } else if (command instanceof WorkerCommand.Shutdown) {
                return;
            }
        }
    }

    private static void train(WorkerCommand.Train train) {
        switch (String.valueOf(train.spec().hyperparameters().get("behaviour"))) {
            case "nothing" ->
                say(new WorkerReport.Failed(train.taskId(), train.attempt(), ErrorCode.DATA_REFUSED, "nothing to do"));
            case "metadata" ->
                say(new WorkerReport.Finished(
                        train.taskId(), train.attempt(), List.of(), metrics(), Map.of(), List.of(), 0.0));
            default -> {
                // held until the process ends
            }
        }
    }

    private static Metrics metrics() {
        Map<String, Double> values = new LinkedHashMap<>();
        List.of("mse", "rmse", "mae", "r2", "wape", "mase", "rmsse", "bias", "pinball", "seasonal_naive_wape")
                .forEach(name -> values.put(name, 0.5));
        return new Metrics(values, Map.of());
    }

    private static void beat() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                say(new WorkerReport.Heartbeat(0));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void say(WorkerReport report) {
        OUT.print(LineCodec.encode(report) + "\n");
        OUT.flush();
    }
}
