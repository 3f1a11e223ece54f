package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ImportReport;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.SampleChain;
import io.shoptraining.sales.Snapshot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sales: into the data directory, and out of it again. */
@Command(
        name = "data",
        description = "Import sales, look at imports, undo them, or make a sample.",
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
                            description = "What a column is: date, store, product, quantity, price, promotion, open,"
                                    + " holiday, covariate or ignore; may be repeated.")
                    @Nullable
                    Map<String, String> mapping,
            @Option(names = "--date-format", paramLabel = "FORMAT", description = "Such as dd/MM/yyyy.") @Nullable
                    String dateFormat,
            @Option(
                            names = "--duplicates",
                            paramLabel = "RULE",
                            defaultValue = "merge",
                            description = "Rows with the same day, store and product: merge (identical rows once,"
                                    + " others added up), sum or last.")
                    ImportOptions.Duplicates duplicates) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        ImportOptions choice =
                new ImportOptions(mapping == null ? new LinkedHashMap<>() : mapping, dateFormat, duplicates);
        try (StoreLock lock = Workplace.lock(options.data(), "data import", false, terminal)) {
            SalesStore sales = Workplace.sales(options.data());
            for (Path file : files) {
                importFile(sales, file, choice, yes, options, terminal);
            }
            return ExitCode.OK;
        }
    }

    private static void importFile(
            SalesStore sales, Path file, ImportOptions choice, boolean yes, Options options, Terminal terminal) {
        ImportReport report = sales.check(file, choice, ImportView.progress(terminal));
        if (!options.json()) {
            ImportView.print(report, options, terminal);
        }
        if (!yes && !isConfirmed(terminal)) {
            sales.undo(report.id());
            throw new ShopTrainingException(
                    ErrorCode.NOT_CONFIRMED, "nothing was imported: confirm with 'y' at a terminal, or give --yes");
        }
        Snapshot snapshot = sales.commit(report.id());
        if (options.json()) {
            ImportView.print(sales.report(report.id()), options, terminal);
        } else {
            terminal.result(String.format(
                    Locale.ROOT,
                    "Imported. Snapshot %s: %,d rows, SHA-256 %s. Undo: data undo %s",
                    snapshot.id(),
                    snapshot.rows(),
                    snapshot.sha256(),
                    report.id()));
        }
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
        List<ImportReport> imports = Workplace.sales(options.data()).imports();
        if (options.json()) {
            imports.forEach(report -> terminal.result(Json.write(report)));
            return ExitCode.OK;
        }
        Table table = new Table("import", "status", "file", "rows", "dropped", "from", "to", "created");
        for (ImportReport report : imports) {
            table.row(
                    report.id(),
                    report.status().name().toLowerCase(Locale.ROOT),
                    report.fileName(),
                    report.quality().rowsStored(),
                    report.quality().rowsDropped(),
                    report.quality().firstDate(),
                    report.quality().lastDate(),
                    report.createdAt());
        }
        if (table.isEmpty()) {
            terminal.note("No sales yet. Import some: shoptraining data import FILE");
        } else {
            table.lines().forEach(terminal::result);
        }
        return ExitCode.OK;
    }

    @Command(name = "report", description = "The quality report of an import.", mixinStandardHelpOptions = true)
    int report(@Parameters(paramLabel = "ID", description = "The import's id.") String id) {
        Options options = main.options();
        ImportView.print(Workplace.sales(options.data()).report(id), options, options.terminal());
        return ExitCode.OK;
    }

    @Command(name = "undo", description = "Take an import back.", mixinStandardHelpOptions = true)
    int undo(@Parameters(paramLabel = "ID", description = "The import's id.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (StoreLock lock = Workplace.lock(options.data(), "data undo", false, terminal)) {
            SalesStore sales = Workplace.sales(options.data());
            Optional<Snapshot> now = sales.undo(id);
            if (options.json()) {
                terminal.result(Json.write(sales.report(id)));
            } else {
                terminal.result(
                        now.map(snapshot -> "Undone. Now snapshot " + snapshot.id() + ": " + snapshot.rows() + " rows.")
                                .orElse("Undone. No sales are left."));
            }
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
