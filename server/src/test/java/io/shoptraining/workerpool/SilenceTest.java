package io.shoptraining.workerpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private long seconds;
    private final Silence silence = new Silence(
            Duration.ofSeconds(12), () -> Duration.ofSeconds(seconds).toNanos());

    private boolean isTooLongAfterLooking(int times, int every) {
        boolean tooLong = false;
        for (int i = 0; i < times; i++) {
            seconds += every;
            tooLong = silence.isTooLong();
        }
        return tooLong;
    }

    @Test
    void oneWhoSaysNothingIsNoticedAfterTheLimit() {
        assertThat(isTooLongAfterLooking(4, 3)).isFalse();
        assertThat(isTooLongAfterLooking(1, 1)).isTrue();
    }

    @Test
    void everyWordBeginsAnew() {
        for (int i = 0; i < 20; i++) {
            silence.heard();
            assertThat(isTooLongAfterLooking(3, 3)).isFalse();
        }
    }

    @Test
    void oneWhoWasHimselfAwayGivesAFreshInterval() {
        seconds += 60;
        assertThat(silence.isTooLong()).isFalse();
        assertThat(isTooLongAfterLooking(4, 3)).isFalse();
        assertThat(isTooLongAfterLooking(1, 1)).isTrue();
    }
}
