package io.shoptraining.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 100_000_000);
    private final Throttle<Integer> throttle = new Throttle<>(Duration.ofMillis(250), now::get);

    @Test
    void oneSecondOfABurstLetsFourOrFiveValuesThrough() {
        int released = 0;
        for (int millisecond = 0; millisecond < 1000; millisecond++) {
            throttle.offer(millisecond);
            released += throttle.due().isPresent() ? 1 : 0;
            now.addAndGet(1_000_000);
        }
        assertThat(released).isEqualTo(4);
    }

    @Test
    void theLastOfABurstComesThroughWhenItsTimeHasCome() {
        throttle.offer(1);
        assertThat(throttle.due()).contains(1);
        throttle.offer(2);
        throttle.offer(3);
        assertThat(throttle.due()).isEmpty();
        now.addAndGet(250_000_000);
        assertThat(throttle.due()).contains(3);
        assertThat(throttle.due()).isEmpty();
    }

    @Test
    void flushReleasesWhatIsHeldAtOnce() {
        throttle.offer(1);
        assertThat(throttle.due()).contains(1);
        throttle.offer(2);
        assertThat(throttle.flush()).contains(2);
        assertThat(throttle.flush()).isEmpty();
    }
}
