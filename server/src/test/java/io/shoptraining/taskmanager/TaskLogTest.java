package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLogTest {
    private static final long MOST_BYTES = 16 << 20;

    @TempDir
    Path logs;

    private Path write(int attempt, int lines) {
        try (TaskLog log = new TaskLog(logs, "t1", "attempt " + attempt, Clock.systemUTC())) {
            for (int line = 0; line < lines; line++) {
                log.line("INFO", "x".repeat(1_000_000));
            }
        }
        return TaskLog.file(logs, "t1");
    }

    @Test
    void everyAttemptWritesUnderItsHeading() throws IOException {
        write(1, 1);
        List<String> lines = Files.readAllLines(write(2, 1));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(2)).endsWith("INFO attempt 2");
    }

    @Test
    void whatIsTooMuchIsNotKeptAndOneLineSaysSo() throws IOException {
        List<String> lines = Files.readAllLines(write(1, 40));
        assertThat(lines).hasSize(1 + 16 + 1);
        assertThat(lines.get(17))
                .endsWith("WARN the log of a task has at most 16 MiB; the rest of attempt 1 is not kept");
        assertThat(Files.size(write(1, 0))).isLessThanOrEqualTo(MOST_BYTES);

        assertThat(Files.readAllLines(write(2, 5)).subList(18, 20))
                .satisfiesExactly(
                        heading -> assertThat(heading).endsWith("INFO attempt 2"),
                        end -> assertThat(end).endsWith("the rest of attempt 2 is not kept"));
    }
}
