package io.shoptraining.cli;

import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
        name = "shoptraining",
        description = "Trains, versions and serves sales-forecasting models.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            DataCommand.class,
            TrainCommand.class,
            TaskCommand.class,
            ModelCommand.class,
            ForecastCommand.class,
            BacktestCommand.class,
            TokenCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ok",
            "1:failed",
            "2:wrong usage",
            "3:not found",
            "4:not allowed",
            "5:the task failed or its model was rejected",
            "6:the data was refused",
            "130:stopped by Ctrl-C"
        })
public final class Main implements Runnable {
    @CommandLine.Mixin
    private final Options options = new Options();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Starts the program; never returns. */
    public static void main(String[] args) {
        // Chinese ids and headings must survive a terminal whose locale is C
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
        Optional<String> fault = JavaCheck.fault(Runtime.version());
        if (fault.isPresent()) {
            System.err.println("shoptraining: " + fault.get());
            System.exit(ExitCode.FAILED);
        }
        SerialFilter.refuseAll();
        System.exit(run(args));
    }

    /** Runs one command line and returns its exit code. */
    static int run(String... args) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed)
                .execute(args);
    }

    Options options() {
        return options;
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("shoptraining: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (!(e instanceof ShopTrainingException refusal)) {
            throw e;
        }
        if (parsed.originalArgs().contains("--json")) {
            System.err.println(Json.write(problem(refusal)));
        } else if (refusal.faults().size() > 1) {
            System.err.println(
                    "shoptraining: the request has " + refusal.faults().size() + " faults:");
            for (FieldFault fault : refusal.faults()) {
                System.err.println("  " + fault.field() + ": " + fault.message());
            }
        } else {
            System.err.println("shoptraining: " + refusal.getMessage());
        }
        return ExitCode.of(refusal.code());
    }

    private static Map<String, Object> problem(ShopTrainingException refusal) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("code", refusal.code().name().toLowerCase(Locale.ROOT));
        problem.put("detail", String.valueOf(refusal.getMessage()));
        problem.put("errors", refusal.faults());
        return problem;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The version that the build wrote into the program. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ShopTraining " + program() + ", Java " + Runtime.version()};
        }

        static String program() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }
    }
}
