package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Compares model types on the same past days. */
@Command(
        name = "backtest",
        description = "Compare model types on past days that none of them has seen: a leaderboard.",
        mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final int SHOWN = 100;
    private static final String OUTPUT = "Writes leaderboard.csv and leaderboard.json there; made if need be.";

    @ParentCommand
    private Main main = new Main();

    @Option(
            names = {"--models", "--model"},
            paramLabel = "TYPES",
            split = ",",
            defaultValue = ALL,
            description = "all (default), or model types with commas.")
    private List<String> models = List.of();

    @Mixin
    private final Scope scope = new Scope();

    @Option(names = "--horizon", paramLabel = "DAYS", defaultValue = "7", description = "Days ahead (default: 7).")
    private String horizon = "";

    @Option(names = "--folds", paramLabel = "N", defaultValue = "3", description = "Past windows (default: 3).")
    private String folds = "";

    @Option(names = "--epochs", paramLabel = "N", description = "The most passes over the data (default: 100).")
    private @Nullable String epochs;

    @Option(names = "--output", paramLabel = "DIR", description = OUTPUT)
    private @Nullable Path output;

    @Override
    public Integer call() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        Map<String, Object> fields = fields();
        LeaderboardFiles files = output == null ? null : new LeaderboardFiles(output);
        try (ShopClient client = Workplace.work(options, "backtest", true, terminal)) {
            Fields backtest = client.call(Ask.post("backtests").body(fields)).object();
            String id = backtest.text("backtest_id");
            String again = "'" + options.command("backtest show " + id) + "' shows it again";
            if (!options.json()) {
                terminal.note("Backtest " + id + " has begun; " + again);
                tellWhatIsLeftOut(client, terminal);
            }
            String further = again + ", '" + options.command("backtest cancel " + id) + "' stops it";
            try (Leaving ignored = Leaving.of(client, "backtest " + id, further, terminal)) {
                backtest = follow(client, id, terminal);
            }
            if (options.json()) {
                terminal.result(backtest.json());
            } else if (backtest.is("status", "completed")) {
                BacktestView.leaderboard(backtest.list("leaderboard")).forEach(terminal::result);
            } else {
                terminal.result(terminal.bad(backtest.text("status") + ": " + backtest.text("error")));
            }
            write(files, client, id, terminal);
            return backtest.is("status", "completed") ? ExitCode.OK : ExitCode.TASK_FAILED_OR_REJECTED;
        }
    }

    /** All model types are those that this machine can train. */
    private void tellWhatIsLeftOut(ShopClient client, Terminal terminal) {
        if (models.equals(List.of(ALL))) {
            client.call(Ask.get("meta")).object().list("model_types").stream()
                    .filter(type -> type.is("available", false))
                    .forEach(type -> terminal.note(
                            "left out: " + type.text("model_type") + " (" + type.text("unavailable") + ")"));
        }
    }

    private static void write(@Nullable LeaderboardFiles files, ShopClient client, String id, Terminal terminal) {
        if (files != null) {
            files.write(client, id).forEach(file -> terminal.note("written: " + file));
        }
    }

    @Command(name = "list", description = "The newest comparisons, newest last.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "At most so many (default: 100; all with --json).")
                    @Nullable
                    Integer limit) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        int most = limit != null ? Math.max(1, limit) : options.json() ? Integer.MAX_VALUE : SHOWN;
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> backtests = Listing.first(client, Ask.get("backtests"), most);
            Collections.reverse(backtests);
            if (options.json()) {
                backtests.forEach(backtest -> terminal.result(backtest.json()));
            } else if (backtests.isEmpty()) {
                terminal.note("No comparisons yet. Make one: "
                        + options.command("backtest --mode product --product ID --models all"));
            } else {
                BacktestView.table(backtests).forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "show",
            description = "What is known of one comparison, with its leaderboard as far as it is.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ID", description = "The comparison's id.") String id,
            @Option(names = "--output", paramLabel = "DIR", description = OUTPUT) @Nullable Path directory) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        LeaderboardFiles files = directory == null ? null : new LeaderboardFiles(directory);
        try (ShopClient client = Workplace.look(options, terminal)) {
            Fields backtest = client.call(Ask.get("backtests", id)).object();
            if (options.json()) {
                terminal.result(backtest.json());
            } else {
                BacktestView.lines(backtest).forEach(terminal::result);
            }
            write(files, client, id, terminal);
            return ExitCode.OK;
        }
    }

    @Command(name = "cancel", description = "Stop a comparison that has not ended.", mixinStandardHelpOptions = true)
    int cancel(@Parameters(paramLabel = "ID", description = "The comparison's id.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, "backtest cancel", terminal)) {
            Fields backtest = client.call(Ask.post("backtests", id, "cancel")).object();
            terminal.result(
                    options.json() ? backtest.json() : backtest.text("status") + ": " + backtest.text("backtest_id"));
            return ExitCode.OK;
        }
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        scope.addTo(fields);
        fields.put("model_types", models.equals(List.of(ALL)) ? ALL : models);
        fields.put("horizon", horizon);
        fields.put("folds", folds);
        Request.put(fields, "epochs", epochs);
        return fields;
    }

    private static Fields follow(ShopClient client, String id, Terminal terminal) {
        int lastTenth = -1;
        Pace pace = new Pace(System.nanoTime());
        while (true) {
            Fields backtest = client.call(Ask.get("backtests", id)).object();
            if (!backtest.is("status", "pending") && !backtest.is("status", "running")) {
                return backtest;
            }
            double percent = backtest.number("progress").orElse(0);
            String line = BacktestView.progress(backtest, pace.left(System.nanoTime(), percent));
            if (terminal.isLive()) {
                terminal.status(line);
            } else if ((int) (percent / 10) > lastTenth) {
                lastTenth = (int) (percent / 10);
                terminal.note(line);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.INTERNAL, "interrupted while waiting", e);
        }
    }
}
