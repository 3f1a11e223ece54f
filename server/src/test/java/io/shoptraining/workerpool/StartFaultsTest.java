package io.shoptraining.workerpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StartFaultsTest {
    private long seconds;
    private final StartFaults faults =
            new StartFaults(() -> Duration.ofSeconds(seconds).toNanos());

    private void fail(int times) {
        for (int i = 1; i <= times; i++) {
            faults.failed("reason " + i);
        }
    }

    @Test
    void everyPauseIsTwiceAsLongUpToHalfAMinute() {
        int[] pauses = {1, 2, 4, 8, 16, 30, 30, 30};
        for (int pause : pauses) {
            faults.failed("again");
            seconds += pause - 1;
            assertThat(faults.mayStartAhead()).isFalse();
            seconds++;
            assertThat(faults.mayStartAhead()).isTrue();
        }
    }

    @Test
    void whoNeedsAWorkerNowDoesNotWaitAfterOneOrTwoFailures() {
        fail(2);
        assertThat(faults.fault()).isNull();
        assertThatCode(faults::checkStart).doesNotThrowAnyException();
    }

    @Test
    void afterThreeHeIsToldWhyAndOnlyOneTriesAgainAfterThePause() {
        fail(3);
        assertThatThrownBy(faults::checkStart)
                .hasMessageContaining("3 ended before")
                .hasMessageContaining("reason 3");
        seconds += 4;
        assertThatCode(faults::checkStart).doesNotThrowAnyException();
        assertThatThrownBy(faults::checkStart).hasMessageContaining("reason 3");
    }

    @Test
    void oneThatIsReadyMakesAllGood() {
        fail(5);
        faults.succeeded();
        assertThat(faults.fault()).isNull();
        assertThat(faults.mayStartAhead()).isTrue();
    }
}
