package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.sales.SampleChain;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sales: into the data directory, and out of it again. */
@Command(
        name = "data",
        description = "Import sales and attributes, look at imports, undo them, give holidays, or make a sample.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand {
    @ParentCommand
    private Main main = new Main();

    @Command(
            name = "import",
            description =
                    "Check files of daily sales (CSV, CSV.gz, xlsx, Parquet), show what is in them, then take them in.",
            mixinStandardHelpOptions = true)
    int importFiles(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of daily sales.") List<Path> files,
            @Option(names = "--yes", description = "Take the rows that were kept without asking.") boolean yes,
            @Option(
                            names = "--map",
                            paramLabel = "HEADING=FIELD",
                            description =
                                    "What a column is: date, store, product, quantity, price, promotion, open,"
                                            + " holiday, stock, planned (a further figure that is known ahead), covariate or ignore; may be repeated.")
                    @Nullable
                    Map<String, String> mapping,
            @Option(names = "--date-format", paramLabel = "FORMAT", description = "Such as dd/MM/yyyy.") @Nullable
                    String dateFormat,
            @Option(
                            names = "--duplicates",
                            paramLabel = "RULE",
                            description = "Rows with the same day, store and product: merge (default: identical rows"
                                    + " once, others added up), sum or last.")
                    @Nullable
                    String duplicates,
            @Option(
                            names = "--stock-outs",
                            paramLabel = "RULE",
                            description = "inferred (default: improbable runs of days without sales are no demand of 0,"
                                    + " where no stock is told) or marked (only those that the stock tells of).")
                    @Nullable
                    String stockOuts) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        Ask ask = Ask.post("imports")
                .with("mapping", mapping == null ? null : Json.write(mapping))
                .with("date_format", dateFormat)
                .with("duplicates", duplicates)
                .with("stock_outs", stockOuts);
        try (ShopClient client = Workplace.change(options, "data import", terminal)) {
            for (Path file : files) {
                importFile(client, ImportView.upload(ask, file, terminal), yes, options, terminal);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "attributes",
            description =
                    "Check files that describe products or stores, one row each (CSV, CSV.gz, xlsx, Parquet), then"
                            + " take them in; each replaces the one before.",
            mixinStandardHelpOptions = true)
    int importAttributes(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of products, or of stores.")
                    List<Path> files,
            @Option(names = "--yes", description = "Take the rows that were kept without asking.") boolean yes,
            @Option(
                            names = "--map",
                            paramLabel = "HEADING=FIELD",
                            description =
                                    "What a column is: product or store for the id, attribute, text (for codes that"
                                            + " look like numbers) or ignore; may be repeated.")
                    @Nullable
                    Map<String, String> mapping) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        Ask ask = Ask.post("attributes").with("mapping", mapping == null ? null : Json.write(mapping));
        try (ShopClient client = Workplace.change(options, "data attributes", terminal)) {
            for (Path file : files) {
                importFile(client, ImportView.upload(ask, file, terminal), yes, options, terminal);
            }
            return ExitCode.OK;
        }
    }

    private static void importFile(ShopClient client, Ask ask, boolean yes, Options options, Terminal terminal) {
        Fields report = client.call(ask).object();
        if (!options.json()) {
            ImportView.lines(report, terminal).forEach(terminal::result);
        }
        String id = report.text("id");
        if (!yes && !isConfirmed(terminal)) {
            client.call(Ask.delete("imports", id));
            throw new ShopTrainingException(
                    ErrorCode.NOT_CONFIRMED, "nothing was imported: confirm with 'y' at a terminal, or give --yes");
        }
        Fields committed = client.call(Ask.post("imports", id, "commit")).object();
        terminal.result(options.json() ? committed.json() : imported(committed, options.command("data undo " + id)));
    }

    private static String imported(Fields committed, String undo) {
        return committed
                .object("snapshot")
                .map(snapshot -> String.format(
                        Locale.ROOT,
                        "Imported. Snapshot %s: %s, SHA-256 %s. Undo: %s",
                        snapshot.text("id"),
                        Plural.of((long) snapshot.number("rows").orElse(0), "row"),
                        snapshot.text("sha256"),
                        undo))
                .orElse("Imported. Undo: " + undo);
    }

    private static boolean isConfirmed(Terminal terminal) {
        return terminal.ask("Import these rows? [y/N] ")
                .map(answer -> answer.toLowerCase(Locale.ROOT).startsWith("y"))
                .orElse(false);
    }

    @Command(name = "list", description = "All imports, oldest first.", mixinStandardHelpOptions = true)
    int list() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> imports = Listing.all(client, Ask.get("imports"));
            if (options.json()) {
                imports.forEach(report -> terminal.result(report.json()));
                return ExitCode.OK;
            }
            Table table = new Table("import", "status", "file", "rows", "dropped", "from", "to", "created");
            for (Fields report : imports) {
                Fields quality = report.object("quality").orElse(report);
                table.row(
                        report.text("id"),
                        report.text("status"),
                        report.text("file_name"),
                        quality.text("rows_stored"),
                        quality.text("rows_dropped"),
                        quality.text("first_date"),
                        quality.text("last_date"),
                        Times.minute(report.text("created_at")));
            }
            if (table.isEmpty()) {
                terminal.note("No sales yet. Import some: " + options.command("data import FILE"));
            } else {
                table.lines().forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "report", description = "The quality report of an import.", mixinStandardHelpOptions = true)
    int report(@Parameters(paramLabel = "ID", description = "The import's id.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            Fields report = client.call(Ask.get("imports", id)).object();
            if (options.json()) {
                terminal.result(report.json());
            } else {
                ImportView.lines(report, terminal).forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "undo", description = "Take an import back.", mixinStandardHelpOptions = true)
    int undo(@Parameters(paramLabel = "ID", description = "The import's id.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, "data undo", terminal)) {
            Fields undone = client.call(Ask.delete("imports", id)).object();
            if (options.json()) {
                terminal.result(undone.json());
            } else {
                terminal.result(undone.object("snapshot")
                        .map(now -> "Undone. Now snapshot " + now.text("id") + ": "
                                + Plural.of((long) now.number("rows").orElse(0), "row") + ".")
                        .orElse("Undone. No sales are left."));
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "calendar",
            description =
                    "Take a CSV file of holidays (date, name, perhaps kind) in place of China's, or tell which hold.",
            mixinStandardHelpOptions = true)
    int calendar(
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "Holidays; without it nothing changes.")
                    @Nullable
                    Path file,
            @Option(names = "--remove", description = "Go back to China's holidays.") boolean remove) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        if (remove && file != null) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "give a FILE or --remove, not both");
        }
        boolean change = remove || file != null;
        try (ShopClient client =
                change ? Workplace.change(options, "data calendar", terminal) : Workplace.look(options, terminal)) {
            Ask ask = remove
                    ? Ask.delete("calendar")
                    : file != null ? ImportView.upload(Ask.post("calendar"), file, terminal) : Ask.get("calendar");
            Fields holidays = client.call(ask).object();
            terminal.result(options.json() ? holidays.json() : ImportView.calendar(holidays));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "sample",
            description = "Write the sales of a small sample chain, the same every time.",
            mixinStandardHelpOptions = true)
    int sample(@Parameters(paramLabel = "DIR", description = "Where to write; made when missing.") Path directory) {
        Options options = main.options();
        Path folder = directory;
        SampleChain.write(folder);
        Path file = folder.resolve("sales.csv");
        options.terminal().result(options.json() ? Json.write(Map.of("file", file.toString())) : file.toString());
        return ExitCode.OK;
    }
}
