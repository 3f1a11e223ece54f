package io.shoptraining.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskStateTest {
    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
    void aTerminalStateNeverChanges(TaskState state) {
        assertThat(state.isTerminal()).isTrue();
        assertThat(state.next()).isEmpty();
    }

    @Test
    void onlyARunningTaskCompletesOrFails() {
        assertThat(TaskState.COMPLETED.previous()).containsExactly(TaskState.RUNNING);
        assertThat(TaskState.FAILED.previous()).containsExactly(TaskState.RUNNING);
    }

    @Test
    void aLostWorkerPutsItsTaskBackInTheQueue() {
        assertThat(TaskState.RUNNING.next()).contains(TaskState.PENDING);
    }

    @Test
    void aTaskThatIsToldToStopCanOnlyBeCancelled() {
        assertThat(TaskState.CANCELLING.next()).containsExactly(TaskState.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void everyMoveLeadsBackwardsToItsOrigin(TaskState state) {
        assertThat(state.next()).allSatisfy(to -> assertThat(to.previous()).contains(state));
    }
}
