package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows one task from its events to its end: a line that rewrites itself, plain lines, or ndjson. */
final class Watch {
    private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled");
    private static final int BAR_WIDTH = 24;
    private static final int SPARK_WIDTH = 16;
    private static final int IDLE_SECONDS = 2;

    private final String taskId;
    private final boolean json;
    private final boolean shown;
    private final Terminal terminal;
    private final List<Double> losses = new ArrayList<>();
    private int lastEpoch;
    private int lastTenth = -1;

    private Watch(String taskId, boolean json, boolean shown, Terminal terminal) {
        this.taskId = taskId;
        this.json = json;
        this.shown = shown;
        this.terminal = terminal;
    }

    static Watch of(TrainingTask task, boolean json, boolean shown, Terminal terminal) {
        return new Watch(task.taskId(), json, shown, terminal);
    }

    void started(TrainingTask task) {
        if (!json) {
            terminal.note("Task " + task.taskId() + " trains " + task.filenamePrefix());
        }
    }

    /**
     * Returns when the task has ended and its last event was seen.
     *
     * @throws ShopTrainingException {@link ErrorCode#IO_ERROR} when its model was trained but could not be saved
     */
    void follow(BlockingQueue<Event> events, TaskManager tasks) {
        boolean ended = false;
        int idle = 0;
        while (!ended) {
            Event event = next(events);
            if (event == null) {
                idle = isLeft(tasks) ? idle + 1 : 0;
                if (idle > IDLE_SECONDS) {
                    throw new ShopTrainingException(
                            ErrorCode.IO_ERROR,
                            "the model of task " + taskId + " could not be saved; 'task log " + taskId
                                    + "' tells why. Mend that; the next command then saves it or trains it again");
                }
                continue;
            }
            if (!taskId.equals(event.taskId())) {
                continue;
            }
            if (json && shown) {
                terminal.result(Json.write(event.toMap()));
            } else if (shown) {
                show(event);
            }
            ended = isLast(event);
        }
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
                if (!"INFO".equals(payload.get("level"))) {
                    terminal.note(payload.get("level") + " " + payload.get("message"));
                }
            }
            case Event.TRAINING_UPDATE -> {
                if ("retried".equals(payload.get("action"))) {
                    terminal.note("Back in the queue: " + payload.get("message"));
                    losses.clear();
                    lastEpoch = 0;
                }
            }
            default -> {
                // the end is reported by the command
            }
        }
    }

    private void progress(Map<String, Object> payload) {
        double percent = number(payload, "progress");
        int epoch = (int) number(payload, "epoch");
        if (epoch > lastEpoch && payload.get("val_loss") instanceof Number loss) {
            losses.add(loss.doubleValue());
            lastEpoch = epoch;
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
        } else if ((int) (percent / 10) > lastTenth) {
            lastTenth = (int) (percent / 10);
            terminal.note(line);
        }
    }

    private static double number(Map<String, Object> payload, String name) {
        return payload.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Whether the task counts as running although nobody works on it. */
    private boolean isLeft(TaskManager tasks) {
        return !tasks.isAtWork(taskId) && tasks.require(taskId).status() == TaskState.RUNNING;
    }

    /** Null when nothing has happened for a second. */
    private static @Nullable Event next(BlockingQueue<Event> events) {
        try {
            return events.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.INTERNAL, "interrupted while watching", e);
        }
    }
}
