package io.shoptraining.cli;

import io.shoptraining.client.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One task for people. */
final class TaskView {
    private TaskView() {}

    static List<String> lines(Fields task) {
        List<String> lines = new ArrayList<>(new Sheet()
                .row("task", task.text("task_id"))
                .row("model", task.text("filename_prefix"))
                .row("model type", task.text("model_type"))
                .row("status", status(task))
                .row("verdict", verdict(task))
                .row("error", task.text("error"))
                .row("message", task.text("message"))
                .row("attempt", task.text("attempt"))
                .row("mode", task.text("training_mode"))
                .row("products", ids(task, "product_id", "product_ids"))
                .row("stores", ids(task, "store_id", "store_ids"))
                .row("aggregation", task.text("aggregation_method"))
                .row("epochs", task.text("epochs"))
                .row("horizon", days(task, "horizon"))
                .row("look-back", days(task, "look_back"))
                .row("seed", task.text("seed"))
                .row("settings", settings(task))
                .row("priority", task.text("priority"))
                .row("batch", task.text("batch_id"))
                .row("snapshot", task.text("snapshot_id"))
                .row("created", Times.second(task.text("created_at")))
                .row("started", Times.second(task.text("start_time")))
                .row("ended", Times.second(task.text("end_time")))
                .lines());
        Tasks.metrics(task, "metrics").ifPresent(metrics -> {
            lines.add("");
            lines.addAll(Report.metrics(metrics));
        });
        return lines;
    }

    private static String days(Fields task, String name) {
        return task.number(name).isPresent()
                ? Plural.of((long) task.number(name).getAsDouble(), "day")
                : "";
    }

    static String status(Fields task) {
        StringBuilder status = new StringBuilder(task.text("status"));
        if (task.is("status", "running")) {
            status.append(", ").append(task.text("stage").replace('_', ' '));
            status.append(", ")
                    .append(Math.round(task.number("progress").orElse(0)))
                    .append(" %");
            task.number("eta_seconds")
                    .ifPresent(eta -> status.append(", at most ")
                            .append(Drawing.duration(eta))
                            .append(" left"));
        } else if (task.number("queue_position").isPresent()) {
            status.append(", number ").append(task.text("queue_position")).append(" in the queue");
        }
        return status.toString();
    }

    static String verdict(Fields of) {
        String reason = of.text("gate_reason");
        return of.text("verdict") + (reason.isEmpty() ? "" : " (" + Report.words(reason) + ")");
    }

    static String ids(Fields task, String one, String several) {
        if (!task.text(one).isEmpty()) {
            return task.text(one);
        }
        return task.map().get(several) instanceof List<?> ids
                ? ids.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "all";
    }

    private static String settings(Fields task) {
        return task.object("hyperparameters").map(Fields::map).orElse(Map.of()).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
