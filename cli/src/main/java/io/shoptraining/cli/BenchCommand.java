package io.shoptraining.cli;

import io.shoptraining.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Says how the published figures are measured again: the benchmarks are no part of the program. */
@Command(
        name = "bench",
        description = "How to measure the figures of docs/performance.md on this machine.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final List<String> STEPS =
            List.of("mvn -q -Pbench -DskipTests package exec:exec -Dbench.main=io.shoptraining.bench.NAME");

    @ParentCommand
    private Main main = new Main();

    @Override
    public Integer call() {
        Terminal terminal = main.options().terminal();
        if (main.options().json()) {
            terminal.result(Json.write(Map.of("figures", "docs/performance.md", "commands", STEPS)));
        } else {
            terminal.result("The figures, with the command and the commit of each, are in docs/performance.md.");
            terminal.result("To measure them again, in a copy of the source:");
            STEPS.forEach(step -> terminal.result("  " + step));
        }
        return ExitCode.OK;
    }
}
