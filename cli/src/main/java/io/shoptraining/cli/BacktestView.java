package io.shoptraining.cli;

import io.shoptraining.client.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Comparisons of model types for people. */
final class BacktestView {
    private static final List<String> FIGURES = List.of("wape", "mase", "rmsse", "bias", "pinball", "coverage_80");

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

    /** Best first, as it was answered. */
    static List<String> leaderboard(List<Fields> rows) {
        Table table = new Table("model", "wape", "mase", "rmsse", "bias", "pinball", "coverage_80", "seconds", "");
        for (Fields row : rows) {
            Fields metrics = row.object("metrics").orElse(row);
            Object[] cells = new Object[FIGURES.size() + 3];
            cells[0] = row.text("model_type");
            for (int i = 0; i < FIGURES.size(); i++) {
                cells[i + 1] = Report.figure(metrics.number(FIGURES.get(i)));
            }
            cells[FIGURES.size() + 1] = Report.figure(row.number("training_seconds"));
            cells[FIGURES.size() + 2] = row.text("error");
            table.row(cells);
        }
        return table.lines();
    }
}
