package io.shoptraining.cli;

import io.shoptraining.client.EventFeed;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Follows one task from its events to its end: a line that rewrites itself, plain lines, or ndjson. */
final class Watch {
    private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled");
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int IDLE_BEFORE_LOOKING = 5;
    private static final int BAR_WIDTH = 24;
    private static final int SPARK_WIDTH = 16;

    private final ShopClient client;
    private final String taskId;
    private final String name;
    private final Fields before;
    private final Options options;
    private final boolean json;
    private final boolean shown;
    private final Terminal terminal;
    private final List<Double> losses = new ArrayList<>();
    private int lastEpoch;
    private int lastTenth = -1;
    private boolean caughtUp;
    private double attempt;

    /**
     * @param task as it is now; what happened before is not shown again, other than as JSON
     * @param shown whether anything is shown before the end
     */
    Watch(ShopClient client, Fields task, Options options, boolean shown, Terminal terminal) {
        this.client = client;
        this.taskId = task.text("task_id");
        this.name = task.text("filename_prefix");
        this.before = task;
        this.options = options;
        this.json = options.json();
        this.shown = shown;
        this.terminal = terminal;
    }

    /** Returns the task when it has ended and its last event was seen. Leaves a server's task running at Ctrl-C. */
    Fields follow() {
        if (!json) {
            terminal.note("Task " + taskId + " trains " + name + ": " + TaskView.status(before));
            lastTenth = before.is("status", "running")
                    ? tenth(before.number("progress").orElse(0))
                    : -1;
        }
        String further = "'" + options.command("task watch " + taskId) + "' shows it again";
        try (Leaving ignored = Leaving.of(client, "task " + taskId, further, terminal);
                EventFeed feed = client.follow(0, taskId)) {
            int idle = 0;
            while (true) {
                Event event = feed.next(PATIENCE);
                idle = event == null ? idle + 1 : 0;
                caughtUp |= event == null;
                if (event != null) {
                    take(event);
                }
                if (event == null ? idle % IDLE_BEFORE_LOOKING == 0 : isLast(event)) {
                    // a task that was retried has told of an end before
                    Fields task = Tasks.require(client, taskId);
                    if (Tasks.isEnded(task)) {
                        return task;
                    }
                }
            }
        }
    }

    private void take(Event event) {
        if (json && shown) {
            terminal.result(Json.write(event.toMap()));
        } else if (shown) {
            show(event);
        }
        catchUp(event);
        if (caughtUp) {
            showTrouble(event);
        }
    }

    /** The events begin with the task; they are caught up with when one says what was known of it, or something newer. */
    private void catchUp(Event event) {
        Map<String, Object> payload = event.payload();
        attempt = payload.containsKey("attempt") ? number(payload, "attempt") : attempt;
        boolean isState =
                event.event().equals(Event.TRAINING_PROGRESS) || event.event().equals(Event.TRAINING_UPDATE);
        Object status = event.event().equals(Event.TRAINING_PROGRESS) ? "running" : payload.get("status");
        double known = before.number("attempt").orElse(0);
        caughtUp |= isState
                && (attempt > known
                        || attempt == known
                                && before.is("status", String.valueOf(status))
                                && number(payload, "progress")
                                        >= before.number("progress").orElse(0));
    }

    /** A completed task says so twice; the second is the last. */
    private static boolean isLast(Event event) {
        String status = String.valueOf(event.payload().get("status"));
        return event.event().equals(Event.TRAINING_COMPLETED)
                || (event.event().equals(Event.TRAINING_UPDATE)
                        && TERMINAL.contains(status)
                        && !status.equals("completed"));
    }

    private void show(Event event) {
        Map<String, Object> payload = event.payload();
        switch (event.event()) {
            case Event.TRAINING_PROGRESS -> progress(payload);
            case Event.TRAINING_LOG -> {
                if (caughtUp && !"INFO".equals(payload.get("level"))) {
                    terminal.note(payload.get("level") + " " + payload.get("message"));
                }
            }
            case Event.TRAINING_UPDATE -> {
                if ("retried".equals(payload.get("action"))) {
                    if (caughtUp) {
                        terminal.note("Back in the queue: " + payload.get("message"));
                    }
                    losses.clear();
                    lastEpoch = 0;
                }
            }
            default -> {
                // the end is reported by the command
            }
        }
    }

    /**
     * What a trained model waits for until it can be saved, such as room on the disk. A server tries again until it is
     * mended; a command ends, and the next one tries.
     */
    private void showTrouble(Event event) {
        String message = String.valueOf(event.payload().get("message"));
        boolean isTrouble = event.event().equals(Event.TRAINING_UPDATE)
                && "running".equals(event.payload().get("status"))
                && (message.startsWith("waiting for disk space") || message.startsWith("could not be saved"));
        if (isTrouble && client.server().isEmpty()) {
            throw new ShopTrainingException(
                    ErrorCode.IO_ERROR,
                    "the model of task " + taskId + ": " + message
                            + ". Mend that; the next command then saves it or trains it again");
        }
        if (isTrouble) {
            terminal.note(message);
        }
    }

    private void progress(Map<String, Object> payload) {
        double percent = number(payload, "progress");
        int epoch = (int) number(payload, "epoch");
        if (epoch > lastEpoch && payload.get("val_loss") instanceof Number loss) {
            losses.add(loss.doubleValue());
            lastEpoch = epoch;
        }
        if (!caughtUp) {
            return;
        }
        StringBuilder line = new StringBuilder(Drawing.bar(percent, BAR_WIDTH))
                .append(String.format(Locale.ROOT, " %3.0f %%", percent));
        if (epoch > 0) {
            line.append("  epoch ").append(epoch).append('/').append((int) number(payload, "total_epochs"));
        } else {
            line.append("  ").append(payload.get("stage"));
        }
        if (payload.get("train_loss") instanceof Number train && payload.get("val_loss") instanceof Number val) {
            line.append(String.format(Locale.ROOT, "  loss %.4f / %.4f", train.doubleValue(), val.doubleValue()));
            line.append("  ").append(Drawing.sparkline(losses, SPARK_WIDTH));
        }
        if (payload.get("eta_seconds") instanceof Number eta) {
            line.append("  at most ")
                    .append(Drawing.duration(eta.doubleValue()))
                    .append(" left");
        }
        print(line.toString(), percent);
    }

    /** Where no one watches a line being rewritten, one line for every tenth of the way. */
    private void print(String line, double percent) {
        if (terminal.isLive()) {
            terminal.status(line);
        } else if (tenth(percent) > lastTenth) {
            lastTenth = tenth(percent);
            terminal.note(line);
        }
    }

    private static int tenth(double percent) {
        return (int) (percent / 10);
    }

    private static double number(Map<String, Object> payload, String name) {
        return payload.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
