package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.VerifyReport;
import io.shoptraining.server.StoreView;
import io.shoptraining.tensor.PthFile;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Looks at models and checks their files. */
@Command(
        name = "model",
        description = "List, show or verify trained models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ModelCommand {
    @ParentCommand
    private Main main = new Main();

    @Command(name = "list", description = "All versions of all models.", mixinStandardHelpOptions = true)
    int list() {
        Terminal terminal = main.options().terminal();
        try (StoreView view = Workplace.look(main.options().data())) {
            if (main.options().json()) {
                view.models().list(null).forEach(row -> terminal.result(Json.write(row)));
                return ExitCode.OK;
            }
            Table table = new Table("model", "status", "verdict", "wape", "mase", "r2", "created", "");
            for (ModelRow row : view.models().list(null)) {
                boolean champion = view.models()
                        .champion(row.modelIdentifier())
                        .map(best -> best.id() == row.id())
                        .orElse(false);
                table.row(
                        row.filenamePrefix(),
                        row.status(),
                        row.verdict() == null ? "" : row.verdict().name().toLowerCase(Locale.ROOT),
                        metric(row, "wape"),
                        metric(row, "mase"),
                        metric(row, "r2"),
                        row.createdAt(),
                        champion ? "champion" : "");
            }
            if (table.isEmpty()) {
                terminal.note("No models yet. Train one: shoptraining train --mode product --product ID --model mlstm");
            } else {
                table.lines().forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "The metadata of one version.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME", description = "A version, or an identifier.") String name) {
        Terminal terminal = main.options().terminal();
        try (StoreView view = Workplace.look(main.options().data())) {
            ModelRow row = view.models().require(name);
            Object metadata = view.registry()
                    .find(row.filenamePrefix())
                    .<Object>map(found -> found)
                    .orElse(row);
            terminal.result(
                    main.options().json()
                            ? Json.write(metadata)
                            : Json.writePretty(metadata).stripTrailing());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "verify",
            description = "Check size, hash and content of every file of a model, or of all.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "A version, or an identifier.") @Nullable
                    String name,
            @Option(names = "--all", description = "All models, and versions.json.") boolean all) {
        Terminal terminal = main.options().terminal();
        if (all == (name != null)) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "give the name of a model, or --all");
        }
        try (StoreView view = Workplace.look(main.options().data())) {
            VerifyReport report = all || name == null
                    ? view.registry().verifyAll(PthFile::read)
                    : new VerifyReport(
                            1,
                            view.registry().verify(view.models().require(name).filenamePrefix()));
            if (main.options().json()) {
                terminal.result(Json.write(report));
            } else {
                report.problems().forEach(problem -> terminal.result(terminal.bad(problem.toString())));
                terminal.result(report.models() + " models checked, "
                        + (report.isSound() ? "all sound" : report.problems().size() + " problems"));
            }
            return report.isSound() ? ExitCode.OK : ExitCode.DATA_REFUSED;
        }
    }

    private static String metric(ModelRow row, String name) {
        Metrics metrics = row.metricsSummary();
        OptionalDouble value = metrics == null ? OptionalDouble.empty() : metrics.value(name);
        return value.isPresent() ? Report.figure(value.getAsDouble()) : "";
    }
}
