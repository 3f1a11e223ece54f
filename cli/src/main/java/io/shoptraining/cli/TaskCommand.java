package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.EventFeed;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.events.Event;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Looks at tasks, and changes the course of one. */
@Command(
        name = "task",
        description = "List, show, log, watch, cancel or retry training tasks.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TaskCommand {
    private static final int SHOWN = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @ParentCommand
    private Main main = new Main();

    @Command(name = "list", description = "The newest tasks, newest last.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            split = ",",
                            description = "pending, running, cancelling, completed, failed or cancelled; several with"
                                    + " commas.")
                    @Nullable
                    List<String> statuses,
            @Option(names = "--model", paramLabel = "TYPE", description = "Of this model type.") @Nullable String type,
            @Option(names = "--mode", paramLabel = "MODE", description = "Of this training mode.") @Nullable
                    String mode,
            @Option(names = "--batch", paramLabel = "ID", description = "Of this batch.") @Nullable String batch,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "At most so many (default: 100; all with --json).")
                    @Nullable
                    Integer limit) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        Ask ask = Ask.get("tasks")
                .with("status", statuses == null ? null : String.join(",", statuses))
                .with("model_type", type)
                .with("training_mode", mode)
                .with("batch_id", batch);
        int most = limit != null ? Math.max(1, limit) : options.json() ? Integer.MAX_VALUE : SHOWN;
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> tasks = Listing.first(client, ask, most);
            Collections.reverse(tasks);
            if (options.json()) {
                tasks.forEach(task -> terminal.result(task.json()));
                return ExitCode.OK;
            }
            if (tasks.isEmpty()) {
                terminal.note("No such tasks. Start one: "
                        + options.command("train --mode product --product ID --model mlstm"));
            } else {
                table(tasks).forEach(terminal::result);
            }
            if (tasks.size() == most) {
                terminal.note("The newest " + most + "; more with --limit N.");
            }
            return ExitCode.OK;
        }
    }

    private static List<String> table(List<Fields> tasks) {
        Table table = new Table("task", "model", "status", "progress", "verdict", "attempt", "created");
        for (Fields task : tasks) {
            table.row(
                    task.text("task_id"),
                    task.text("filename_prefix"),
                    task.text("status"),
                    Math.round(task.number("progress").orElse(0)) + "%",
                    task.text("verdict"),
                    task.text("attempt"),
                    Times.minute(task.text("created_at")));
        }
        return table.lines();
    }

    @Command(name = "show", description = "What is known of one task.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            Fields task = Tasks.find(client, id, options);
            if (options.json()) {
                terminal.result(task.json());
            } else {
                TaskView.lines(task).forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "log", description = "The log of one task.", mixinStandardHelpOptions = true)
    int log(
            @Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on until the task ends.")
                    boolean follow) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            Fields task = Tasks.find(client, id, options);
            if (!follow || Tasks.isEnded(task)) {
                Ask ask = Ask.get("tasks", task.text("task_id"), "log").header("Accept", "application/x-ndjson");
                client.call(ask).lines().forEach(line -> print(line, options, terminal));
                return ExitCode.OK;
            }
            followLog(client, task.text("task_id"), options, terminal);
            return ExitCode.OK;
        }
    }

    private static void followLog(ShopClient client, String taskId, Options options, Terminal terminal) {
        try (EventFeed feed = client.follow(0, taskId)) {
            boolean ended = false;
            while (!ended) {
                Event event = feed.next(PATIENCE);
                if (event == null) {
                    ended = Tasks.isEnded(Tasks.require(client, taskId));
                } else if (event.event().equals(Event.TRAINING_LOG)) {
                    print(new Fields(event.toMap()), options, terminal);
                }
            }
        }
    }

    private static void print(Fields line, Options options, Terminal terminal) {
        terminal.result(
                options.json()
                        ? line.json()
                        : Times.second(line.text("ts")) + " " + line.text("level") + " " + line.text("message"));
    }

    @Command(
            name = "watch",
            description = "Show how a task goes, to its end; without a server, work through the queue until then.",
            mixinStandardHelpOptions = true)
    int watch(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.work(options, "task watch", true, terminal)) {
            Fields task = Tasks.find(client, id, options);
            // as JSON the events are the answer, also those of a task that has ended
            boolean follows = options.json() || !Tasks.isEnded(task);
            if (!options.json() && follows && client.server().isEmpty()) {
                terminal.note("No server runs on this data directory: this command does the work itself");
            }
            Fields ended = follows ? new Watch(client, task, options, true, terminal).follow() : task;
            if (!options.json()) {
                Report.ended(client, ended, options, terminal);
            }
            return Tasks.exitCode(ended);
        }
    }

    @Command(name = "cancel", description = "Cancel a task that has not ended.", mixinStandardHelpOptions = true)
    int cancel(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        return change(id, "cancel");
    }

    @Command(
            name = "retry",
            description = "Ask once more for what an ended task was asked for: a new task, with a new version.",
            mixinStandardHelpOptions = true)
    int retry(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        return change(id, "retry");
    }

    private int change(String id, String verb) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, "task " + verb, terminal)) {
            String taskId = Tasks.find(client, id, options).text("task_id");
            Fields task = client.call(Ask.post("tasks", taskId, verb)).object();
            terminal.result(options.json() ? task.json() : task.text("status") + ": " + task.text("task_id"));
            return ExitCode.OK;
        }
    }
}
