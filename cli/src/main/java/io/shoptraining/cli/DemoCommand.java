package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ImportReport;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.SampleChain;
import io.shoptraining.sales.Snapshot;
import io.shoptraining.server.Server;
import io.shoptraining.task.TrainingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The main job on sample sales, start to end. */
@Command(
        name = "demo",
        description = "Make sample sales, import them, train two models, forecast 14 days.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String PRODUCT = "P001";
    private static final List<String> MODEL_TYPES = List.of("mlstm", "transformer");
    private static final int DAYS = 14;

    @ParentCommand
    private Main main = new Main();

    @Override
    public Integer call() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (Server server = Workplace.open(options.data(), "demo", true, terminal)) {
            SalesStore sales = Workplace.sales(options.data());
            Snapshot snapshot = sales.current().orElseGet(() -> importSample(sales, options, terminal));
            if (!snapshot.products().contains(PRODUCT)) {
                throw new ShopTrainingException(
                        ErrorCode.CONFLICT,
                        "the data directory " + options.data() + " holds sales of its own, without product " + PRODUCT
                                + "; give the demo another one: --data DIR");
            }
            List<TrainingTask> tasks = new ArrayList<>();
            for (String type : MODEL_TYPES) {
                step(terminal, "Training " + type + " for product " + PRODUCT + " in a worker process");
                tasks.add(train(server, type, options, terminal));
            }
            TrainingTask best = best(tasks);
            if (Report.exitCode(best) != ExitCode.OK) {
                return ExitCode.TASK_FAILED_OR_REJECTED;
            }
            step(terminal, "Forecasting " + DAYS + " days with " + best.filenamePrefix());
            List<ForecastRow> rows = server.forecast(best.filenamePrefix(), DAYS);
            if (options.json()) {
                terminal.result(Json.write(rows));
            } else {
                ForecastCommand.table(rows).forEach(terminal::result);
            }
            nextSteps(options, terminal);
            return ExitCode.OK;
        }
    }

    private static Snapshot importSample(SalesStore sales, Options options, Terminal terminal) {
        step(terminal, "Making the sales of a small sample chain: 10 stores, 50 products, 2 years");
        Path folder = options.data().resolve("sample");
        SampleChain.write(folder);
        Path file = folder.resolve("sales.csv");
        step(terminal, "Importing " + file);
        ImportReport report = sales.check(file, ImportOptions.automatic(), ImportView.progress(terminal));
        ImportView.print(report, options, terminal);
        return sales.commit(report.id());
    }

    private static TrainingTask train(Server server, String type, Options options, Terminal terminal) {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        try (EventHub.Subscription ignored = server.events().subscribe(events::add)) {
            TrainingTask task = server.tasks()
                    .submit(Map.of(
                            "training_mode", "product", "product_id", PRODUCT, "model_type", type, "epochs", 40));
            Watch.of(task, options.json(), true, terminal).follow(events, server.tasks());
            TrainingTask ended = server.tasks().find(task.taskId()).orElseThrow();
            Report.ended(server, ended, options, terminal);
            return ended;
        }
    }

    /** The accepted task with the lowest WAPE; the last one when none was accepted. */
    private static TrainingTask best(List<TrainingTask> tasks) {
        return tasks.stream()
                .filter(task -> Report.exitCode(task) == ExitCode.OK)
                .min((a, b) -> Double.compare(wape(a), wape(b)))
                .orElse(tasks.get(tasks.size() - 1));
    }

    private static double wape(TrainingTask task) {
        return task.metrics() == null
                ? Double.NaN
                : task.metrics().value("wape").orElse(Double.NaN);
    }

    private static void step(Terminal terminal, String what) {
        terminal.note("");
        terminal.note(terminal.bold("== " + what));
    }

    private static void nextSteps(Options options, Terminal terminal) {
        String program = "./shoptraining --data " + options.data();
        step(terminal, "Next");
        terminal.note("  " + program + " model list");
        terminal.note("  " + program + " train --mode store --store S001 --model transformer --watch");
        terminal.note("  " + program + " forecast --model product_" + PRODUCT + "_all_mlstm --days 7 --format csv");
        terminal.note("  your own sales, in a directory of their own:");
        terminal.note("  ./shoptraining data import sales.csv");
    }
}
