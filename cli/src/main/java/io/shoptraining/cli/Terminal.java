package io.shoptraining.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command prints: results to standard output, everything for people's eyes while they wait to standard error,
 * and a line that rewrites itself only where a person watches.
 */
final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean quiet;
    private final boolean color;
    private final boolean live;
    private boolean lineOpen;

    Terminal(PrintStream out, PrintStream err, boolean quiet, boolean color, boolean live) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.color = color && live;
        this.live = live;
    }

    /** The terminal of this process: live when a person is at it, plain when {@code NO_COLOR} is set. */
    static Terminal ofProcess(boolean quiet, boolean noColor) {
        Map<String, String> environment = System.getenv();
        boolean dumb = "dumb".equals(environment.get("TERM")) || environment.get("CI") != null;
        boolean live = person() != null && !dumb;
        return new Terminal(
                System.out, System.err, quiet, !noColor && environment.get("NO_COLOR") == null, live && !quiet);
    }

    boolean isLive() {
        return live;
    }

    /** A line of the result. */
    void result(String line) {
        endLine();
        out.println(line);
        out.flush();
    }

    /** A line for the person who waits. */
    void note(String line) {
        if (!quiet) {
            endLine();
            err.println(line);
        }
    }

    void error(String line) {
        endLine();
        err.println(paint("31", line));
    }

    /** Rewrites the last line; nothing where nobody watches. */
    void status(String line) {
        if (live) {
            err.print("\r\u001b[K" + line);
            err.flush();
            lineOpen = true;
        }
    }

    /** Asks a person; empty where there is none to ask. */
    Optional<String> ask(String question) {
        endLine();
        Console console = person();
        return console == null ? Optional.empty() : Optional.ofNullable(console.readLine("%s", question));
    }

    /**
     * The console of a person; null for a pipe. Java 22 to 24 have a console for pipes too, unless they are told to use
     * the old one.
     */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console person() {
        System.setProperty("jdk.console", "java.base");
        return System.console();
    }

    String bold(String text) {
        return paint("1", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    private String paint(String code, String text) {
        return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private void endLine() {
        if (lineOpen) {
            err.println();
            lineOpen = false;
        }
    }
}
