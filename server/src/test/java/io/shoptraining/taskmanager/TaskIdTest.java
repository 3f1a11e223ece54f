package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TaskIdTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aNameIsAUuidOfVersionSeven() {
        UUID id = UUID.fromString(next(NOW));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void laterNamesComeAfterEarlierOnes() {
        assertThat(Stream.of(0, 1, 2, 1_000, 100_000).map(millis -> next(NOW.plusMillis(millis))))
                .isSorted();
    }

    @Test
    void namesOfOneTimeDiffer() {
        assertThat(Stream.generate(() -> next(NOW)).limit(1_000)).doesNotHaveDuplicates();
    }

    private static String next(Instant time) {
        return TaskId.next(Clock.fixed(time, ZoneOffset.UTC));
    }
}
