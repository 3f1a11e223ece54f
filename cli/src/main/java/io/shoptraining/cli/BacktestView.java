package io.shoptraining.cli;

import io.shoptraining.client.Fields;
import io.shoptraining.inference.Backtests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Comparisons of model types for people. */
final class BacktestView {
    private static final int BAR_WIDTH = 24;
    private static final List<String> FIGURES = List.of("wape", "mase", "rmsse", "bias", "wql", "coverage_80");

    private BacktestView() {}

    static List<String> table(List<Fields> backtests) {
        Table table = new Table("backtest", "mode", "products", "stores", "status", "progress", "best", "created");
        for (Fields backtest : backtests) {
            Fields request = request(backtest);
            table.row(
                    backtest.text("backtest_id"),
                    request.text("training_mode"),
                    TaskView.ids(request, "product_id", "product_ids"),
                    TaskView.ids(request, "store_id", "store_ids"),
                    backtest.text("status"),
                    Math.round(backtest.number("progress").orElse(0)) + "%",
                    backtest.is("status", "completed")
                            ? backtest.list("leaderboard").get(0).text("model_type")
                            : "",
                    Times.minute(backtest.text("created_at")));
        }
        return table.lines();
    }

    static List<String> lines(Fields backtest) {
        Fields request = request(backtest);
        String status = backtest.text("status");
        boolean isGoing = status.equals("pending") || status.equals("running");
        List<String> lines = new ArrayList<>(new Sheet()
                .row("backtest", backtest.text("backtest_id"))
                .row(
                        "status",
                        isGoing
                                ? status + ", "
                                        + Math.round(backtest.number("progress").orElse(0)) + " %"
                                : status)
                .row("error", backtest.text("error"))
                .row("mode", request.text("training_mode"))
                .row("products", TaskView.ids(request, "product_id", "product_ids"))
                .row("stores", TaskView.ids(request, "store_id", "store_ids"))
                .row("aggregation", request.text("aggregation_method"))
                .row("model types", types(backtest))
                .row("horizon", request.text("horizon"))
                .row("folds", request.text("folds"))
                .row("epochs", request.text("epochs"))
                .row("snapshot", backtest.text("snapshot_id"))
                .row("created", Times.second(backtest.text("created_at")))
                .row("ended", Times.second(backtest.text("end_time")))
                .lines());
        List<Fields> leaderboard = backtest.list("leaderboard");
        if (!leaderboard.isEmpty()) {
            lines.add("");
            lines.addAll(leaderboard(leaderboard));
        }
        return lines;
    }

    private static Fields request(Fields backtest) {
        return backtest.object("request").orElse(new Fields(Map.of()));
    }

    private static String types(Fields backtest) {
        return backtest.map().get("model_types") instanceof List<?> types
                ? types.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "";
    }

    /** How far one has come: what it measures now, and how long the rest takes if that is like what was lately. */
    static String progress(Fields backtest, OptionalDouble secondsLeft) {
        double percent = backtest.number("progress").orElse(0);
        StringBuilder line = new StringBuilder(Drawing.bar(percent, BAR_WIDTH))
                .append(String.format(Locale.ROOT, " %3.0f %%", percent));
        List<String> measured = backtest.list("leaderboard").stream()
                .map(row -> row.text("model_type"))
                .toList();
        List<String> all = List.of(types(backtest).split(", ", -1));
        all.stream()
                .filter(type -> !measured.contains(type))
                .findFirst()
                .ifPresent(type -> line.append("  " + type + " (" + (measured.size() + 1) + " of " + all.size() + ")"));
        secondsLeft.ifPresent(seconds ->
                line.append("  about ").append(Drawing.duration(seconds)).append(" left"));
        return line.toString();
    }

    /** Best first, as it was answered; {@code vs rule} is the WAPE over that of the best simple rule. */
    static List<String> leaderboard(List<Fields> rows) {
        List<String> headings = new ArrayList<>(List.of("model"));
        headings.addAll(FIGURES);
        headings.addAll(List.of("vs rule", "", "seconds", ""));
        Table table = new Table(headings.toArray(String[]::new));
        for (Fields row : rows) {
            Fields metrics = row.object("metrics").orElse(row);
            List<String> cells = new ArrayList<>(List.of(row.text("model_type")));
            FIGURES.forEach(figure -> cells.add(Report.figure(metrics.number(figure))));
            cells.add(Report.figure(row.number("vs_best_rule")));
            cells.add(word(row));
            cells.add(Report.figure(row.number("training_seconds")));
            cells.add(row.text("error"));
            table.row(cells.toArray());
        }
        return table.lines();
    }

    private static String word(Fields row) {
        OptionalDouble relative = row.number("vs_best_rule");
        if (relative.isEmpty()) {
            return "";
        }
        return Backtests.RULES.contains(row.text("model_type"))
                ? "rule"
                : relative.getAsDouble() < 1 ? "better" : "no better";
    }
}
