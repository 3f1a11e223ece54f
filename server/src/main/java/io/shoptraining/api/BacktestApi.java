package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.inference.Backtest;
import io.shoptraining.inference.BacktestResult;
import io.shoptraining.inference.Backtests;
import io.shoptraining.registry.Metrics;
import io.shoptraining.task.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Comparisons of model types: asked for, and looked at while they are made. */
public final class BacktestApi {
    private static final List<String> FIGURES =
            List.of("wape", "mase", "rmsse", "bias", "mae", "rmse", "r2", "pinball", "wql", "coverage_80");

    private final Backtests backtests;

    public BacktestApi(Backtests backtests) {
        this.backtests = backtests;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/backtests", Role.OPERATOR, "Compare model types on the same sales.", this::submit)
                        .fields(fields())
                        .answers(202, Backtest.class),
                Listing.paged(Route.get("/backtests", Role.VIEWER, "Comparisons, newest first.", this::list)),
                Route.get("/backtests/{backtest_id}", Role.VIEWER, "One comparison, as far as it is.", this::show)
                        .header("Accept", "text/csv for the leaderboard as a table; JSON unless said.")
                        .answers(200, Backtest.class),
                Route.post("/backtests/{backtest_id}/cancel", Role.OPERATOR, "Stop a comparison.", this::cancel)
                        .answers(202, Backtest.class));
    }

    private static Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>(TaskFields.ALL);
        fields.keySet().retainAll(Backtests.FIELDS);
        fields.put("model_types", "A list of model types, or all; the simple rules are always among them.");
        return fields;
    }

    private Answer submit(Call call) {
        Backtest backtest = backtests.submit(call.body(), call.principal().id());
        return Answer.accepted(backtest).with("Location", Api.ROOT + "/backtests/" + backtest.backtestId());
    }

    private Answer list(Call call) {
        Listing listing = new Listing(call);
        int limit = listing.limit();
        listing.check();
        Page<Backtest> page = backtests.page(listing.cursor(), limit);
        return Listing.answer(page.items(), page.nextCursor());
    }

    private Answer show(Call call) {
        boolean csv = Csv.isWanted(call);
        Backtest backtest = backtests.require(call.path("backtest_id"));
        return csv ? table(backtest) : Answer.ok(backtest);
    }

    private Answer cancel(Call call) {
        Listing.requireNoBody(call);
        return Answer.accepted(backtests.cancel(call.path("backtest_id"), call.principal()));
    }

    private static Answer table(Backtest backtest) {
        List<@Nullable Object> head = new ArrayList<>(List.of("rank", "model_type"));
        head.addAll(FIGURES);
        head.addAll(List.of("vs_best_rule", "training_seconds", "error_code", "error"));
        List<Csv.Row> rows = new ArrayList<>();
        for (BacktestResult result : backtest.leaderboard()) {
            rows.add(row(rows.size() + 1, result));
        }
        return Csv.answer("backtest_" + backtest.backtestId() + ".csv", new Csv.Row(head), rows);
    }

    private static Csv.Row row(int rank, BacktestResult result) {
        List<@Nullable Object> cells = new ArrayList<>();
        Metrics metrics = result.metrics();
        cells.add(metrics == null ? null : rank);
        cells.add(result.modelType());
        for (String figure : FIGURES) {
            cells.add(metrics == null ? null : metrics.values().get(figure));
        }
        ErrorCode code = result.errorCode();
        cells.add(result.vsBestRule());
        cells.add(result.trainingSeconds());
        cells.add(code == null ? null : code.name().toLowerCase(Locale.ROOT));
        cells.add(result.error());
        return new Csv.Row(cells);
    }
}
