package io.shoptraining.cli;

import io.shoptraining.api.Csv;
import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.sales.PlannedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            description = "An identifier (its champion is used), or a version such as …_v2.")
    private String model = "";

    @Option(names = "--days", paramLabel = "N", defaultValue = "14", description = "Days ahead (default: 14).")
    private String days = "";

    @Option(names = "--product", paramLabel = "ID", description = "Of a panel model: only this product.")
    private @Nullable String product;

    @Option(names = "--store", paramLabel = "ID", description = "Of a panel model: only this store.")
    private @Nullable String store;

    @Option(names = "--start", paramLabel = "DATE", description = "The first day (default: the day after the sales).")
    private @Nullable String start;

    @Option(
            names = "--quantiles",
            paramLabel = "Q",
            split = ",",
            description = "Which quantiles, such as 0.1,0.5,0.9 (default: all that the model has).")
    private @Nullable List<Double> quantiles;

    @Option(
            names = "--covariates",
            paramLabel = "FILE",
            description =
                    "A CSV file of what is planned: date, perhaps store and product, and promotion, price, holiday,"
                            + " open or another planned covariate of the model.")
    private @Nullable Path covariates;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "table, csv or json.")
    private Format format = Format.TABLE;

    @Override
    public Integer call() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            terminal.status("Forecasting ...");
            Fields answer = ask(client, model, days, fields());
            print(answer, options.json() ? Format.JSON : format, terminal);
            return ExitCode.OK;
        }
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "product_id", product);
        put(fields, "store_id", store);
        put(fields, "start_date", start);
        put(fields, "quantiles", quantiles);
        put(fields, "covariates", covariates == null ? null : PlannedFile.read(covariates));
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /**
     * Asks for a forecast.
     *
     * @param model a version or an identifier; no identifier ends like a version
     */
    static Fields ask(ShopClient client, String model, Object days, Map<String, Object> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(model.matches(".*_v[0-9]+") ? "filename_prefix" : "model_identifier", model);
        fields.put("future_days", days);
        fields.putAll(more);
        return client.call(Ask.post("forecasts").body(fields)).object();
    }

    private static void print(Fields answer, Format format, Terminal terminal) {
        answer.list("rows").stream()
                .map(row -> row.text("cold_start"))
                .filter(from -> !from.isEmpty())
                .findFirst()
                .ifPresent(from -> terminal.note("No sales yet: sized by " + from + "."));
        switch (format) {
            case JSON -> terminal.result(answer.json());
            case CSV -> csv(answer.list("rows")).forEach(terminal::result);
            case TABLE -> table(answer.list("rows")).forEach(terminal::result);
        }
    }

    /** The mean and the quantiles; every column of the answer has one. */
    static List<String> table(List<Fields> rows) {
        List<String> levels = levels(rows);
        List<String> headings = new ArrayList<>(List.of("date", "store", "product", "mean"));
        levels.forEach(level -> headings.add(level.equals("0.5") ? "median" : percent(level)));
        Table table = new Table(headings.toArray(String[]::new));
        for (Fields row : rows) {
            List<String> cells = new ArrayList<>(
                    List.of(row.text("date"), id(row, "store_id"), id(row, "product_id"), units(row, "mean")));
            Fields quantiles = row.object("quantiles").orElse(row);
            levels.forEach(level -> cells.add(units(quantiles, level)));
            table.row(cells.toArray());
        }
        return table.lines();
    }

    private static List<String> levels(List<Fields> rows) {
        return rows.isEmpty()
                ? List.of()
                : rows.get(0)
                        .object("quantiles")
                        .map(q -> List.copyOf(q.map().keySet()))
                        .orElse(List.of());
    }

    static List<String> csv(List<Fields> rows) {
        List<String> levels = levels(rows);
        List<String> lines = new ArrayList<>();
        StringBuilder heading = new StringBuilder("date,store_id,product_id,mean");
        levels.forEach(level -> heading.append(",q").append(level));
        lines.add(heading.toString());
        for (Fields row : rows) {
            StringBuilder line = new StringBuilder(row.text("date"))
                    .append(',')
                    .append(Csv.cell(id(row, "store_id")))
                    .append(',')
                    .append(Csv.cell(id(row, "product_id")))
                    .append(',')
                    .append(row.text("mean"));
            Fields quantiles = row.object("quantiles").orElse(row);
            levels.forEach(level -> line.append(',').append(quantiles.text(level)));
            lines.add(line.toString());
        }
        return lines;
    }

    private static String id(Fields row, String name) {
        return row.text(name).isEmpty() ? "all" : row.text(name);
    }

    private static String percent(String level) {
        return String.format(Locale.ROOT, "%s %%", Double.valueOf(level) * 100).replace(".0 ", " ");
    }

    private static String units(Fields row, String name) {
        return row.number(name).isPresent()
                ? String.format(Locale.ROOT, "%.2f", row.number(name).getAsDouble())
                : "";
    }
}
