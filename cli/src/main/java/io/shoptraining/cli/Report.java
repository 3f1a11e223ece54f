package io.shoptraining.cli;

import io.shoptraining.json.Json;
import io.shoptraining.registry.ManifestFile;
import io.shoptraining.registry.Metrics;
import io.shoptraining.server.Server;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.task.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How the end of a task is told. */
final class Report {
    private static final List<String> SHOWN =
            List.of("wape", "mase", "rmsse", "bias", "mae", "rmse", "r2", "pinball", "coverage_80", "coverage_95");

    private Report() {}

    static int exitCode(TrainingTask task) {
        return task.status() == TaskState.COMPLETED && task.verdict() == Verdict.ACCEPTED
                ? ExitCode.OK
                : ExitCode.TASK_FAILED_OR_REJECTED;
    }

    static void ended(Server server, TrainingTask task, Options options, Terminal terminal) {
        if (options.json()) {
            terminal.result(Json.write(task));
            return;
        }
        terminal.result(headline(task, terminal));
        Metrics metrics = task.metrics();
        if (metrics != null) {
            metrics(metrics).forEach(line -> terminal.result("  " + line));
        }
        server.models().find(task.filenamePrefix()).ifPresent(row -> {
            List<ManifestFile> manifest = row.manifest();
            if (manifest != null && task.status() == TaskState.COMPLETED) {
                manifest.forEach(file -> terminal.result("  " + file.name() + "  " + file.size() + " bytes"));
            }
        });
    }

    private static String headline(TrainingTask task, Terminal terminal) {
        String name = task.filenamePrefix();
        return switch (task.status()) {
            case COMPLETED ->
                task.verdict() == Verdict.ACCEPTED
                        ? terminal.good("completed, accepted: " + name)
                        : terminal.bad("completed, rejected: " + name + " (" + task.gateReason() + ")");
            case FAILED -> terminal.bad("failed: " + name + ": " + task.error());
            default -> task.status().name().toLowerCase(Locale.ROOT) + ": " + name;
        };
    }

    /** The figures of a model, with the seasonal naive's WAPE beside its own. */
    static List<String> metrics(Metrics metrics) {
        Table table = new Table("metric", "held-out days", "seasonal naive");
        for (String name : SHOWN) {
            OptionalDouble value = metrics.value(name);
            OptionalDouble naive = metrics.value("seasonal_naive_" + name);
            String undefined = metrics.undefined().get(name);
            table.row(
                    name,
                    value.isPresent() ? figure(value.getAsDouble()) : undefined == null ? "" : "- (" + undefined + ")",
                    naive.isPresent() ? figure(naive.getAsDouble()) : "");
        }
        return table.lines();
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
