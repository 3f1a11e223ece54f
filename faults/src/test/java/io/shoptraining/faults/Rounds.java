package io.shoptraining.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * Repeats an experiment by seed: {@code -Dfaults.rounds=200} for that many rounds of each, {@code -Dtest.seed=17} for
 * one. Every round adds a line to {@code target/faults/summary.csv}; what a failed round leaves stays beside it.
 */
final class Rounds {
    static final Path FOLDER = Path.of("target", "faults").toAbsolutePath();

    private static final String HEADER = "experiment,seed,result,acknowledged,lost,doubled,wrong,millis,java,commit\n";
    private static final String COMMIT = commit();

    private Rounds() {}

    /** One round of an experiment; the checks of {@link Invariants} come after it by themselves. */
    interface Body {
        void run(Round round) throws Exception;
    }

    /**
     * @param experiment its number in the catalogue of faults, {@code F03}
     * @param rounds how many, unless the system property says otherwise
     */
    static Stream<DynamicTest> of(String experiment, String title, int rounds, Body body) {
        Long only = Long.getLong("test.seed");
        long count = Long.getLong("faults.rounds", rounds);
        long first = Long.getLong("faults.first", 0);
        LongStream seeds = only == null ? LongStream.range(first, first + count) : LongStream.of(only);
        return seeds.mapToObj(seed -> DynamicTest.dynamicTest(
                experiment + " " + title + ", seed " + seed, () -> run(experiment, seed, body)));
    }

    private static void run(String experiment, long seed, Body body) throws Exception {
        System.out.println("faults: " + experiment + " seed " + seed);
        long begin = System.nanoTime();
        String result = "failed";
        Round round = Round.begin(FOLDER.resolve(experiment + "-" + seed), seed);
        try {
            body.run(round);
            round.finish();
            result = "passed";
        } catch (TestAbortedException e) {
            result = "skipped";
            throw e;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    experiment + " failed with seed " + seed + " (repeat: -Dtest.seed=" + seed + "); all it left is in "
                            + round.home() + ": " + e.getMessage(),
                    e);
        } finally {
            round.close(!result.equals("failed"));
            record(String.join(
                    ",",
                    experiment,
                    String.valueOf(seed),
                    result,
                    String.valueOf(round.history().acknowledged().size()),
                    String.valueOf(count(round, Violation.Harm.LOST)),
                    String.valueOf(count(round, Violation.Harm.DOUBLED)),
                    String.valueOf(count(round, Violation.Harm.WRONG)),
                    String.valueOf((System.nanoTime() - begin) / 1_000_000),
                    String.valueOf(Runtime.version().feature()),
                    COMMIT));
        }
    }

    private static long count(Round round, Violation.Harm harm) {
        return round.violations().stream()
                .filter(violation -> violation.harm() == harm)
                .count();
    }

    private static synchronized void record(String line) {
        Path file = FOLDER.resolve("summary.csv");
        try {
            String head = Files.exists(file) ? "" : HEADER;
            Files.writeString(file, head + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the experiment where the machine lacks something, unless the environment forbids to skip. */
    static void require(boolean present, String what, String variable) {
        if (!present) {
            if (Objects.equals(System.getenv(variable), "1")) {
                throw new AssertionError(what + " is required by " + variable + "=1, but is not there");
            }
            throw new TestAbortedException(
                    "SKIPPED: " + what + " is not there; " + variable + "=1 makes this a failure");
        }
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder(List.of("git", "describe", "--always", "--dirty", "--abbrev=8"))
                    .redirectErrorStream(true)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
