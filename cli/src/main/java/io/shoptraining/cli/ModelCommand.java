package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.VerifyReport;
import io.shoptraining.server.StoreView;
import io.shoptraining.zoo.ModelFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Looks at models, chooses among their versions, and takes them to other places. */
@Command(
        name = "model",
        description = "List, show, compare, promote, export, import, delete or verify trained models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ModelCommand {
    private static final String NAME = "A version such as …_v2, or an identifier: its champion.";

    @ParentCommand
    private Main main = new Main();

    @Command(name = "list", description = "All versions of all models, newest last.", mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--identifier", paramLabel = "ID", description = "The versions of this model.") @Nullable
                    String identifier,
            @Option(names = "--verdict", paramLabel = "VERDICT", description = "accepted or rejected.") @Nullable
                    String verdict) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> models = Listing.all(
                    client,
                    Ask.get("models").with("model_identifier", identifier).with("verdict", verdict));
            Collections.reverse(models);
            if (options.json()) {
                models.forEach(model -> terminal.result(model.json()));
            } else if (models.isEmpty()) {
                terminal.note("No such models. Train one: "
                        + options.command("train --mode product --product ID --model mlstm"));
            } else {
                ModelView.table(models).forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "What is known of one version.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            Fields model = client.call(Ask.get("models", name)).object();
            if (options.json()) {
                terminal.result(model.json());
            } else {
                ModelView.lines(model).forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "compare",
            description = "Two versions side by side: what they were trained on, how, and how well they forecast.",
            mixinStandardHelpOptions = true)
    int compare(
            @Parameters(paramLabel = "A", description = NAME) String first,
            @Parameters(paramLabel = "B", description = NAME) String second) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> both = List.of(
                    client.call(Ask.get("models", first)).object(),
                    client.call(Ask.get("models", second)).object());
            if (options.json()) {
                both.forEach(model -> terminal.result(model.json()));
            } else {
                ModelView.compare(both.get(0), both.get(1)).forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "promote",
            description = "Let forecasts that name no version use this one.",
            mixinStandardHelpOptions = true)
    int promote(
            @Parameters(paramLabel = "PREFIX", description = "A version such as …_v2.") String prefix,
            @Option(names = "--force", description = "Even one that the version gate rejected.") boolean force) {
        Ask ask = Ask.post("models", prefix, "promote").body(force ? Map.of("force", true) : Map.of());
        return change(ask, "model promote", "champion: " + prefix);
    }

    @Command(
            name = "history",
            description = "Which versions of a model forecasts used, since when, and who decided so.",
            mixinStandardHelpOptions = true)
    int history(@Parameters(paramLabel = "IDENTIFIER", description = "The model without its version.") String name) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> rows =
                    client.call(Ask.get("models", name, "history")).object().list("items");
            if (options.json()) {
                rows.forEach(row -> terminal.result(row.json()));
                return ExitCode.OK;
            }
            Table table = new Table("champion", "since", "by", "reason");
            for (Fields row : rows) {
                table.row(
                        row.text("filename_prefix"),
                        Times.minute(row.text("promoted_at")),
                        row.text("promoted_by"),
                        row.text("reason"));
            }
            table.lines().forEach(terminal::result);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "export",
            description = "Write a version with all of its files into one file.",
            mixinStandardHelpOptions = true)
    int exportTo(
            @Parameters(paramLabel = "PREFIX", description = "A version such as …_v2.") String prefix,
            @Parameters(paramLabel = "FILE", description = "What to write; must not exist.") Path file) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        if (Files.exists(file)) {
            throw new ShopTrainingException(ErrorCode.CONFLICT, file + " exists; give a name that is free");
        }
        try (ShopClient client = Workplace.look(options, terminal)) {
            client.download(Ask.get("models", prefix, "files", "bundle"), file);
            terminal.result(options.json() ? new Fields(Map.of("file", file.toString())).json() : "exported: " + file);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "import",
            description = "Take in a version that was exported, here or elsewhere, as the next version of its model.",
            mixinStandardHelpOptions = true)
    int importFrom(@Parameters(paramLabel = "FILE", description = "What 'model export' has written.") Path file) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, "model import", terminal)) {
            Fields model = client.call(Ask.post("models", "import").file(file, ImportView.sending(terminal)))
                    .object();
            terminal.result(options.json() ? model.json() : "imported: " + model.text("filename_prefix"));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Take a version out of use; its number is never given again.",
            mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "PREFIX", description = "A version such as …_v2.") String prefix) {
        return change(Ask.delete("models", prefix), "model delete", "deleted: " + prefix);
    }

    @Command(
            name = "verify",
            description = "Check size, hash and content of every file of a model, or of all.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = NAME) @Nullable String name,
            @Option(names = "--all", description = "All models, and versions.json; as without a name.") boolean all) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        if (options.isForServer()) {
            throw new ShopTrainingException(
                    ErrorCode.NOT_AVAILABLE_HERE,
                    "models are verified where their files are: give --data, not --server");
        }
        if (all && name != null) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "give the name of a model or --all, not both");
        }
        // the files themselves are read, so it is done where they are, also while a server has them
        try (StoreView view = Workplace.view(options.data())) {
            VerifyReport report = name == null
                    ? view.registry().verifyAll(ModelFiles::check)
                    : new VerifyReport(
                            1,
                            view.registry().verify(view.models().require(name).filenamePrefix()));
            if (options.json()) {
                terminal.result(Json.write(report));
            } else {
                report.problems().forEach(problem -> terminal.result(terminal.bad(problem.toString())));
                terminal.result(Plural.of(report.models(), "model") + " checked, "
                        + (report.isSound()
                                ? "all sound"
                                : Plural.of(report.problems().size(), "problem")));
            }
            return report.isSound() ? ExitCode.OK : ExitCode.DATA_REFUSED;
        }
    }

    private int change(Ask ask, String purpose, String done) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, purpose, terminal)) {
            Fields model = client.call(ask).object();
            terminal.result(options.json() ? model.json() : done);
            return ExitCode.OK;
        }
    }
}
