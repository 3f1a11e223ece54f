package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.inference.ForecastAnswer;
import io.shoptraining.inference.ForecastRequest;
import io.shoptraining.inference.Forecasts;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Forecasts with published models. */
public final class ForecastApi {
    private static final String ALL = "all";

    private final Forecasts forecasts;

    public ForecastApi(Forecasts forecasts) {
        this.forecasts = forecasts;
    }

    public List<Route> routes() {
        return List.of(Route.post("/forecasts", Role.OPERATOR, "Forecast with a published model.", this::forecast)
                .header("Accept", "text/csv for a table, " + Xlsx.TYPE + " for a workbook; JSON unless said.")
                .fields(ForecastRequest.FIELDS)
                .answers(200, ForecastAnswer.class));
    }

    private Answer forecast(Call call) {
        boolean workbook = Xlsx.isWanted(call);
        boolean csv = !workbook && Csv.isWanted(call);
        ForecastAnswer answer = forecasts.forecast(ForecastRequest.of(call.body()));
        return workbook || csv ? table(answer, workbook) : Answer.ok(answer);
    }

    private static Answer table(ForecastAnswer answer, boolean workbook) {
        List<String> levels = answer.used().quantiles();
        List<@Nullable Object> head = new ArrayList<>(List.of("date", "store_id", "product_id", "mean"));
        levels.forEach(level -> head.add("q" + level));
        Iterable<Csv.Row> rows =
                () -> answer.rows().stream().map(row -> line(row, levels)).iterator();
        String name = answer.used().filenamePrefix() + "_forecast";
        return workbook
                ? Xlsx.answer(name + ".xlsx", new Csv.Row(head), rows)
                : Csv.answer(name + ".csv", new Csv.Row(head), rows);
    }

    private static Csv.Row line(ForecastRow row, List<String> levels) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.date());
        cells.add(Objects.requireNonNullElse(row.storeId(), ALL));
        cells.add(Objects.requireNonNullElse(row.productId(), ALL));
        cells.add(row.mean());
        levels.forEach(level -> cells.add(row.quantiles().get(level)));
        return new Csv.Row(cells);
    }
}
