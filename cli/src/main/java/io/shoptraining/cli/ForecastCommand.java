package io.shoptraining.cli;

import io.shoptraining.json.Json;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.server.StoreView;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Forecasts with a published model. */
@Command(
        name = "forecast",
        description = "Forecast with a trained model: mean and quantiles for every day.",
        mixinStandardHelpOptions = true)
final class ForecastCommand implements Callable<Integer> {
    private enum Format {
        TABLE,
        CSV,
        JSON
    }

    @ParentCommand
    private Main main = new Main();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            required = true,
            description = "An identifier (its newest accepted version is used), or a version such as …_v2.")
    private String model = "";

    @Option(names = "--days", paramLabel = "N", defaultValue = "14", description = "Days ahead (default: 14).")
    private int days;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "table, csv or json.")
    private Format format = Format.TABLE;

    @Override
    public Integer call() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (StoreView view = Workplace.look(options.data())) {
            terminal.status("Forecasting ...");
            print(view.forecast(model, days), options.json() ? Format.JSON : format, terminal);
            return ExitCode.OK;
        }
    }

    private static void print(List<ForecastRow> rows, Format format, Terminal terminal) {
        switch (format) {
            case JSON -> terminal.result(Json.write(rows));
            case CSV -> csv(rows, terminal);
            case TABLE -> table(rows).forEach(terminal::result);
        }
    }

    /** The 80 % interval around mean and median. */
    static List<String> table(List<ForecastRow> rows) {
        Table table = new Table("date", "store", "product", "mean", "10 %", "median", "90 %");
        for (ForecastRow row : rows) {
            table.row(
                    row.date(),
                    row.storeId() == null ? "all" : row.storeId(),
                    row.productId() == null ? "all" : row.productId(),
                    units(row.mean()),
                    units(row.quantiles().getOrDefault("0.1", Double.NaN)),
                    units(row.quantiles().getOrDefault("0.5", Double.NaN)),
                    units(row.quantiles().getOrDefault("0.9", Double.NaN)));
        }
        return table.lines();
    }

    private static void csv(List<ForecastRow> rows, Terminal terminal) {
        if (rows.isEmpty()) {
            return;
        }
        List<String> levels = List.copyOf(rows.get(0).quantiles().keySet());
        terminal.result("date,store_id,product_id,mean,"
                + String.join(",", levels.stream().map(l -> "q" + l).toList()));
        for (ForecastRow row : rows) {
            StringBuilder line = new StringBuilder(row.date())
                    .append(',')
                    .append(quoted(row.storeId() == null ? "all" : row.storeId()))
                    .append(',')
                    .append(quoted(row.productId() == null ? "all" : row.productId()))
                    .append(',')
                    .append(row.mean());
            levels.forEach(level -> line.append(',').append(row.quantiles().get(level)));
            terminal.result(line.toString());
        }
    }

    /** Quoted where needed; a leading {@code = + - @} is defused, so that no spreadsheet takes an id for a formula. */
    private static String quoted(String id) {
        String safe = "=+-@\t\r".indexOf(id.charAt(0)) >= 0 ? "'" + id : id;
        return safe.matches("[^,\"\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String units(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
