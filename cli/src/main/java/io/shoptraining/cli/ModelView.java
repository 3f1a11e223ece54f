package io.shoptraining.cli;

import io.shoptraining.client.Fields;
import io.shoptraining.registry.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Models for people. */
final class ModelView {
    private static final List<String> COMPARED = List.of(
            "wape", "mase", "rmsse", "bias", "mae", "rmse", "r2", "pinball", "wql", "coverage_80", "training_time");

    private ModelView() {}

    static List<String> table(List<Fields> models) {
        Table table = new Table("model", "status", "verdict", "wape", "mase", "r2", "created", "");
        for (Fields model : models) {
            Fields metrics = model.object("metrics_summary").orElse(new Fields(Map.of()));
            table.row(
                    model.text("filename_prefix"),
                    model.text("status"),
                    model.text("verdict"),
                    Report.figure(metrics.number("wape")),
                    Report.figure(metrics.number("mase")),
                    Report.figure(metrics.number("r2")),
                    Times.minute(model.text("created_at")),
                    model.is("champion", true) ? "champion" : "");
        }
        return table.lines();
    }

    static List<String> lines(Fields model) {
        Fields spec = spec(model);
        List<String> lines = new ArrayList<>(new Sheet()
                .row("model", model.text("filename_prefix"))
                .row("status", model.text("status"))
                .row("champion", model.is("champion", true) ? "yes" : "")
                .row("verdict", TaskView.verdict(model))
                .row("model type", spec.text("model_type"))
                .row("epochs", spec.text("epochs"))
                .row("horizon", spec.text("horizon"))
                .row("look-back", spec.text("look_back"))
                .row("seed", spec.text("seed"))
                .row("settings", settings(spec))
                .row("problem", model.text("problem"))
                .row("task", model.text("task_id"))
                .row("created", Times.second(model.text("created_at")))
                .lines());
        metrics(model).ifPresent(metrics -> {
            lines.add("");
            lines.addAll(Report.metrics(metrics));
        });
        List<Fields> files = model.list("manifest");
        if (!files.isEmpty()) {
            Table table = new Table("file", "bytes", "SHA-256");
            files.forEach(file -> table.row(file.text("name"), file.text("size"), file.text("sha256")));
            lines.add("");
            lines.addAll(table.lines());
        }
        return lines;
    }

    /** Rows in which the two differ, then the figures. */
    static List<String> compare(Fields a, Fields b) {
        Table table = new Table("", a.text("filename_prefix"), b.text("filename_prefix"));
        row(table, "verdict", a.text("verdict"), b.text("verdict"));
        row(table, "created", Times.second(a.text("created_at")), Times.second(b.text("created_at")));
        Map<String, Object> left = flat(spec(a));
        Map<String, Object> right = flat(spec(b));
        Set<String> keys = new LinkedHashSet<>(left.keySet());
        keys.addAll(right.keySet());
        for (String key : keys) {
            String one = String.valueOf(left.getOrDefault(key, ""));
            String two = String.valueOf(right.getOrDefault(key, ""));
            if (!one.equals(two)) {
                row(table, key, one, two);
            }
        }
        for (String name : COMPARED) {
            row(table, name, figure(a, name), figure(b, name));
        }
        return table.lines();
    }

    private static void row(Table table, String name, String a, String b) {
        if (!a.isEmpty() || !b.isEmpty()) {
            table.row(name, a, b);
        }
    }

    private static String figure(Fields model, String name) {
        return metrics(model).map(metrics -> Report.figure(metrics.value(name))).orElse("");
    }

    private static Map<String, Object> flat(Fields spec) {
        Map<String, Object> flat = new LinkedHashMap<>();
        spec.map().forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                inner.forEach((k, v) -> flat.put(String.valueOf(k), String.valueOf(v)));
            } else {
                flat.put(key, String.valueOf(value));
            }
        });
        return flat;
    }

    private static Fields spec(Fields model) {
        return model.object("metadata")
                .flatMap(metadata -> metadata.object("spec"))
                .or(() -> model.object("spec"))
                .orElse(new Fields(Map.of()));
    }

    private static Optional<Metrics> metrics(Fields model) {
        return Tasks.metrics(model, "metrics").or(() -> Tasks.metrics(model, "metrics_summary"));
    }

    private static String settings(Fields spec) {
        return spec.object("hyperparameters").map(Fields::map).orElse(Map.of()).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
