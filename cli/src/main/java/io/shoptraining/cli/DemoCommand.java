package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Metrics;
import io.shoptraining.sales.SampleChain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
        try (ShopClient client = Workplace.work(options, "demo", true, terminal)) {
            if (Listing.first(client, Ask.get("products"), 1).isEmpty()) {
                importSample(client, options, terminal);
            }
            requireProduct(client, options);
            List<Fields> tasks = new ArrayList<>();
            for (String type : MODEL_TYPES) {
                step(terminal, "Training " + type + " for product " + PRODUCT + " in a worker process");
                tasks.add(train(client, type, options, terminal));
            }
            Fields best = best(tasks);
            if (!Tasks.isAccepted(best)) {
                return ExitCode.TASK_FAILED_OR_REJECTED;
            }
            String prefix = best.text("filename_prefix");
            step(terminal, "Forecasting " + DAYS + " days with " + prefix);
            Fields forecast = ForecastCommand.ask(client, prefix, DAYS, Map.of());
            if (options.json()) {
                terminal.result(forecast.json());
            } else {
                ForecastCommand.table(forecast.list("rows")).forEach(terminal::result);
            }
            nextSteps(options, terminal);
            return ExitCode.OK;
        }
    }

    private static void importSample(ShopClient client, Options options, Terminal terminal) {
        step(terminal, "Making the sales of a small sample chain: 10 stores, 50 products, 2 years");
        Path folder = options.data().resolve("sample");
        SampleChain.write(folder);
        Path file = folder.resolve("sales.csv");
        step(terminal, "Importing " + file);
        Fields report = client.call(ImportView.upload(Ask.post("imports"), file, terminal))
                .object();
        Fields committed =
                client.call(Ask.post("imports", report.text("id"), "commit")).object();
        if (options.json()) {
            terminal.result(committed.json());
        } else {
            ImportView.lines(report, terminal).forEach(terminal::result);
        }
    }

    private static void requireProduct(ShopClient client, Options options) {
        try {
            client.call(Ask.get("products", PRODUCT));
        } catch (ShopTrainingException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    "the data directory " + options.data() + " holds sales of its own, without product " + PRODUCT
                            + "; give the demo another one: --data DIR",
                    e);
        }
    }

    private static Fields train(ShopClient client, String type, Options options, Terminal terminal) {
        Fields task = client.call(Ask.post("tasks")
                        .body(Map.of(
                                "training_mode", "product", "product_id", PRODUCT, "model_type", type, "epochs", 40)))
                .object();
        Fields ended = new Watch(client, task, options, true, terminal).follow();
        Report.ended(client, ended, options, terminal);
        return ended;
    }

    /** The accepted task with the lowest WAPE; the last one when none was accepted. */
    private static Fields best(List<Fields> tasks) {
        return tasks.stream()
                .filter(Tasks::isAccepted)
                .min((a, b) -> Double.compare(wape(a), wape(b)))
                .orElse(tasks.get(tasks.size() - 1));
    }

    private static double wape(Fields task) {
        return Tasks.metrics(task, "metrics")
                .map(Metrics::values)
                .map(values -> values.getOrDefault("wape", Double.NaN))
                .orElse(Double.NaN);
    }

    private static void step(Terminal terminal, String what) {
        terminal.note("");
        terminal.note(terminal.bold("== " + what));
    }

    private static void nextSteps(Options options, Terminal terminal) {
        step(terminal, "Next");
        for (String command : List.of(
                "model list",
                "train --mode store --store S001 --model transformer --watch",
                "forecast --model product_" + PRODUCT + "_all_mlstm --days 7 --format csv",
                "serve")) {
            terminal.note("  " + options.command(command));
        }
        terminal.note("  your own sales, in a directory of their own, apart from those of the demo:");
        terminal.note("  ./shoptraining --data mine data import sales.csv");
    }
}
