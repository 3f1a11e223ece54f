package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How the end of a task is told. */
final class Report {
    private static final List<String> SHOWN = List.of(
            "wape", "mase", "rmsse", "bias", "mae", "rmse", "r2", "pinball", "wql", "coverage_80", "coverage_95");

    private Report() {}

    static void ended(ShopClient client, Fields task, Options options, Terminal terminal) {
        if (options.json()) {
            terminal.result(task.json());
            return;
        }
        terminal.result(headline(task, terminal));
        Tasks.metrics(task, "metrics")
                .ifPresent(metrics -> metrics(metrics).forEach(line -> terminal.result("  " + line)));
        if (task.is("status", "completed")) {
            kept(client, task.text("filename_prefix"), terminal);
        }
    }

    /**
     * Its files, and why it is made up as it is where it tells. A model that is gone by now must not turn a training that
     * went well into a failure.
     */
    private static void kept(ShopClient client, String prefix, Terminal terminal) {
        try {
            Fields model = client.call(Ask.get("models", prefix)).object();
            model.object("metadata")
                    .flatMap(metadata -> metadata.object("description"))
                    .flatMap(description -> description.object("model"))
                    .map(own -> own.list("chosen"))
                    .ifPresent(chosen -> chosen.forEach(reason -> terminal.result("  " + reason.text("text"))));
            for (Fields file : model.list("manifest")) {
                terminal.result("  " + file.text("name") + "  " + file.text("size") + " bytes");
            }
        } catch (ShopTrainingException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    private static String headline(Fields task, Terminal terminal) {
        String name = task.text("filename_prefix");
        return switch (task.text("status")) {
            case "completed" ->
                Tasks.isAccepted(task)
                        ? terminal.good("completed, accepted: " + name)
                        : terminal.bad("completed, rejected: " + name + " (" + task.text("gate_reason") + ")");
            case "failed" -> terminal.bad("failed: " + name + ": " + task.text("error"));
            default -> task.text("status") + ": " + name;
        };
    }

    /** The figures of a model, with the seasonal naive's beside its own. */
    static List<String> metrics(Metrics metrics) {
        Table table = new Table("metric", "held-out days", "seasonal naive");
        for (String name : SHOWN) {
            OptionalDouble value = metrics.value(name);
            OptionalDouble naive = metrics.value("seasonal_naive_" + name);
            String undefined = metrics.undefined().get(name);
            table.row(
                    name,
                    value.isPresent()
                            ? figure(value.getAsDouble())
                            : undefined == null ? "" : "- (" + words(undefined) + ")",
                    naive.isPresent() ? figure(naive.getAsDouble()) : "");
        }
        return table.lines();
    }

    /** A reason's word as a person reads it: {@code a_day_sold_nothing}. */
    static String words(String reason) {
        return reason.replace('_', ' ');
    }

    static String figure(OptionalDouble value) {
        return value.isPresent() ? figure(value.getAsDouble()) : "";
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
