package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.json.Json;
import io.shoptraining.server.Server;
import io.shoptraining.server.StoreView;
import io.shoptraining.task.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Looks at tasks, and goes on with one that was interrupted. */
@Command(
        name = "task",
        description = "List, show, log, watch or cancel training tasks.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TaskCommand {
    @ParentCommand
    private Main main = new Main();

    @Command(name = "list", description = "All tasks, newest last.", mixinStandardHelpOptions = true)
    int list() {
        Terminal terminal = main.options().terminal();
        try (StoreView view = Workplace.look(main.options().data())) {
            List<TrainingTask> tasks = view.tasks().list();
            if (main.options().json()) {
                tasks.forEach(task -> terminal.result(Json.write(task)));
                return ExitCode.OK;
            }
            Table table = new Table("task", "model", "status", "progress", "verdict", "attempt", "created");
            for (TrainingTask task : tasks) {
                table.row(
                        task.taskId(),
                        task.filenamePrefix(),
                        lower(task.status()),
                        Math.round(task.progress()) + "%",
                        task.verdict() == null ? "" : lower(task.verdict()),
                        task.attempt(),
                        task.createdAt());
            }
            if (table.isEmpty()) {
                terminal.note("No tasks yet. Start one: shoptraining train --mode product --product ID --model mlstm");
            } else {
                table.lines().forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "Every field of one task.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        Terminal terminal = main.options().terminal();
        try (StoreView view = Workplace.look(main.options().data())) {
            TrainingTask task = find(view.tasks().list(), id);
            terminal.result(
                    main.options().json()
                            ? Json.write(task)
                            : Json.writePretty(task).stripTrailing());
            return ExitCode.OK;
        }
    }

    @Command(name = "log", description = "The log of one task.", mixinStandardHelpOptions = true)
    int log(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        Terminal terminal = main.options().terminal();
        try (StoreView view = Workplace.look(main.options().data())) {
            String taskId = find(view.tasks().list(), id).taskId();
            for (Event event : events(view, taskId)) {
                if (event.event().equals(Event.TRAINING_LOG)) {
                    Map<String, Object> payload = event.payload();
                    terminal.result(
                            main.options().json()
                                    ? Json.write(event.toMap())
                                    : event.ts() + " " + payload.get("level") + " " + payload.get("message"));
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "watch",
            description = "Work through the queue until a task ends, and show how it goes.",
            mixinStandardHelpOptions = true)
    int watch(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (Server server = Workplace.open(options.data(), "task watch", true, terminal)) {
            BlockingQueue<Event> events = new LinkedBlockingQueue<>();
            try (EventHub.Subscription ignored = server.events().subscribe(events::add)) {
                TrainingTask task = find(server.tasks().list(), id);
                if (!task.status().isTerminal()) {
                    Watch.of(task, options.json(), true, terminal).follow(events, server.tasks());
                }
                TrainingTask ended = server.tasks().find(task.taskId()).orElseThrow();
                Report.ended(server, ended, options, terminal);
                return Report.exitCode(ended);
            }
        }
    }

    @Command(name = "cancel", description = "Cancel a task that has not ended.", mixinStandardHelpOptions = true)
    int cancel(@Parameters(paramLabel = "ID", description = "The task's id, or its first characters.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (Server server = Workplace.open(options.data(), "task cancel", false, terminal)) {
            TrainingTask task =
                    server.tasks().cancel(find(server.tasks().list(), id).taskId());
            terminal.result(options.json() ? Json.write(task) : lower(task.status()) + ": " + task.taskId());
            return ExitCode.OK;
        }
    }

    private static List<Event> events(StoreView view, String taskId) {
        List<Event> all = new ArrayList<>();
        List<Event> page = view.events().since(0, taskId);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = view.events().since(page.get(page.size() - 1).seq(), taskId);
        }
        return all;
    }

    /** One task by its id or an unambiguous beginning of it. */
    private static TrainingTask find(List<TrainingTask> tasks, String id) {
        List<TrainingTask> found =
                tasks.stream().filter(task -> task.taskId().startsWith(id)).toList();
        if (found.size() != 1) {
            throw new ShopTrainingException(
                    ErrorCode.NOT_FOUND,
                    found.isEmpty()
                            ? "task '" + id + "' does not exist; 'task list' shows all"
                            : "'" + id + "' begins the ids of " + found.size() + " tasks; give more of it");
        }
        return found.get(0);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
