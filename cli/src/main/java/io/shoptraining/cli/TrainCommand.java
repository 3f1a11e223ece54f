package io.shoptraining.cli;

import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.server.Server;
import io.shoptraining.task.TrainingTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains one model and waits for its end. */
@Command(name = "train", description = "Train one model in a worker process.", mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    private Main main = new Main();

    @Mixin
    private final Request request = new Request();

    @Option(names = "--watch", description = "Show progress, losses and time left.")
    private boolean watch;

    @Option(names = "--no-wait", description = "Refuse instead of waiting when another process trains here.")
    private boolean noWait;

    @Override
    public Integer call() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (Server server = Workplace.open(options.data(), "train", !noWait, terminal)) {
            TrainingTask task = submitAndFollow(server, options, terminal);
            Report.ended(server, task, options, terminal);
            return Report.exitCode(task);
        }
    }

    private TrainingTask submitAndFollow(Server server, Options options, Terminal terminal) {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        // subscribed before the submit, so that not even the first event is missed
        try (EventHub.Subscription ignored = server.events().subscribe(events::add)) {
            TrainingTask task = server.tasks().submit(request.fields());
            Watch view = Watch.of(task, options.json(), watch, terminal);
            view.started(task);
            view.follow(events, server.tasks());
            return server.tasks().find(task.taskId()).orElseThrow();
        }
    }
}
