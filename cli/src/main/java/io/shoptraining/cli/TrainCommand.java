package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains one model, or one for each product or store, and waits for the end unless a server does the work. */
@Command(
        name = "train",
        description = "Train in worker processes: one model, or one of each type for each product or store.",
        footer = {
            "",
            "Without a server the command works until the end. With one it hands the task over and returns;",
            "--watch follows it to the end, and Ctrl-C then leaves it running."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    private Main main = new Main();

    @Mixin
    private final Request request = new Request();

    @Option(
            names = "--batch",
            paramLabel = "all",
            description = "One task for each product (mode product) or store (mode store) that is named; all: for each"
                    + " there is.")
    private @Nullable String batch;

    @Option(names = "--watch", description = "Show progress, losses and time left, to the end.")
    private boolean watch;

    @Option(names = "--no-wait", description = "Refuse instead of waiting when another command trains here.")
    private boolean noWait;

    @Override
    public Integer call() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        Map<String, Object> fields = batch == null ? request.fields() : request.batchFields(batch);
        try (ShopClient client = Workplace.work(options, "train", !noWait, terminal)) {
            boolean follows = watch || client.server().isEmpty();
            return batch == null
                    ? one(client, fields, follows, options, terminal)
                    : several(client, fields, follows, options, terminal);
        }
    }

    private int one(
            ShopClient client, Map<String, Object> fields, boolean follows, Options options, Terminal terminal) {
        Fields task = submit(client, "tasks", fields);
        if (!follows) {
            terminal.result(options.json() ? task.json() : "queued: " + task.text("task_id"));
            terminal.note("The server trains " + task.text("filename_prefix") + "; '"
                    + options.command("task watch " + task.text("task_id")) + "' shows how it goes.");
            return ExitCode.OK;
        }
        Watch view = new Watch(client, task, options, watch, terminal);
        Fields ended = view.follow();
        if (!options.json() || !watch) {
            Report.ended(client, ended, options, terminal);
        }
        return Tasks.exitCode(ended);
    }

    private static int several(
            ShopClient client, Map<String, Object> fields, boolean follows, Options options, Terminal terminal) {
        Fields submitted = submit(client, "batches", fields);
        BatchWatch view = new BatchWatch(client, submitted, options, terminal);
        if (!follows) {
            view.submitted();
            return ExitCode.OK;
        }
        return view.follow();
    }

    /** The key lets a request whose answer was lost be sent again without training twice. */
    private static Fields submit(ShopClient client, String path, Map<String, Object> fields) {
        return client.call(Ask.post(path)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .body(fields))
                .object();
    }
}
