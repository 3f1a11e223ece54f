package io.shoptraining.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command. */
final class Options {
    /** What a shell takes as one word. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\p{L}\\p{N}_./:@%+,-]+");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where everything is kept (else $$SHOPTRAINING_HOME, else ./shoptraining-data).")
    private @Nullable Path data;

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Ask this server (else $$SHOPTRAINING_SERVER, else the one that has the data directory).")
    private @Nullable String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            description = "For that server; other users of this machine can see it, so better in $$SHOPTRAINING_TOKEN.")
    private @Nullable String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON and nothing else on stdout.")
    private boolean json;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "Print results only.")
    private boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Print without colours.")
    private boolean noColor;

    Path data() {
        return data == null ? Path.of(environment("SHOPTRAINING_HOME").orElse("shoptraining-data")) : data;
    }

    /** The server that was named. */
    Optional<String> server() {
        return server == null ? environment("SHOPTRAINING_SERVER") : Optional.of(server);
    }

    /** Whether a server was named, and not the data directory instead of the environment's server. */
    boolean isForServer() {
        return server != null || data == null && server().isPresent();
    }

    /** The token that was named. */
    Optional<String> token() {
        return token == null ? environment("SHOPTRAINING_TOKEN") : Optional.of(token);
    }

    boolean json() {
        return json;
    }

    /** A command as it can be typed to go on in the same place: with the data directory or the server that was named. */
    String command(String rest) {
        StringBuilder line = new StringBuilder("./shoptraining ");
        if (data != null) {
            line.append("--data ").append(word(data.toString())).append(' ');
        }
        if (server != null) {
            line.append("--server ").append(word(server)).append(' ');
        }
        return line.append(rest).toString();
    }

    private static String word(String text) {
        return PLAIN_WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    Terminal terminal() {
        return Terminal.ofProcess(quiet, noColor);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
