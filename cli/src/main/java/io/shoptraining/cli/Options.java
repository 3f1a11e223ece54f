package io.shoptraining.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command. */
final class Options {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where everything is kept (else $$SHOPTRAINING_HOME, else ./shoptraining-data).")
    private @Nullable Path data;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON and nothing else on stdout.")
    private boolean json;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "Print results only.")
    private boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Print without colours.")
    private boolean noColor;

    Path data() {
        if (data != null) {
            return data;
        }
        String home = System.getenv("SHOPTRAINING_HOME");
        return Path.of(home == null || home.isBlank() ? "shoptraining-data" : home);
    }

    boolean json() {
        return json;
    }

    Terminal terminal() {
        return Terminal.ofProcess(quiet, noColor);
    }
}
