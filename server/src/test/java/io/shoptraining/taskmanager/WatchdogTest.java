package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.workerpool.WorkerExit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);

    @Test
    void aTimeLimitCountsFromTheBeginningHoweverLivelyTheWorkerIs() {
        Watchdog watchdog = new Watchdog(10, null, Duration.ofMinutes(10), nanos::get);
        for (int second = 1; second <= 10; second++) {
            watchdog.moved();
            assertThat(after(watchdog, 1)).isNull();
        }
        assertThat(after(watchdog, 1)).isEqualTo(WorkerExit.Kind.TIME_LIMIT);
    }

    @Test
    void aWorkerThatDoesNotGetOnIsStalled() {
        Watchdog watchdog = new Watchdog(null, null, Duration.ofSeconds(8), nanos::get);
        assertThat(after(watchdog, 4)).isNull();
        watchdog.moved();
        assertThat(after(watchdog, 4)).isNull();
        assertThat(after(watchdog, 4)).isNull();
        assertThat(after(watchdog, 1)).isEqualTo(WorkerExit.Kind.STALLED);
    }

    @Test
    void aServerThatWasStoppedForAnHourBlamesNoWorker() {
        Watchdog watchdog = new Watchdog(60, null, Duration.ofSeconds(30), nanos::get);
        assertThat(after(watchdog, 3600)).isNull();
        assertThat(watchdog.seconds()).isEqualTo(5);
    }

    @Test
    void memoryIsAskedForOnlyWhereThereIsALimit() {
        Watchdog without = new Watchdog(null, null, Duration.ofSeconds(30), nanos::get);
        assertThat(without.look(() -> {
                    throw new AssertionError("asked");
                }))
                .isEmpty();
        Watchdog with = new Watchdog(null, 100, Duration.ofSeconds(30), nanos::get);
        assertThat(with.look(() -> 100)).isEmpty();
        assertThat(with.look(() -> 101))
                .hasValueSatisfying(exit -> assertThat(exit.reason()).contains("101 MB", "100 MB", "memory_limit_mb"));
    }

    private WorkerExit.@org.jspecify.annotations.Nullable Kind after(Watchdog watchdog, int seconds) {
        nanos.addAndGet(seconds * 1_000_000_000L);
        return watchdog.look(() -> 0).map(WorkerExit::kind).orElse(null);
    }
}
