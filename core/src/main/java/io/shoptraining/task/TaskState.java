package io.shoptraining.task;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where a task stands. {@link #next()} is the one table of moves. */
public enum TaskState {
    PENDING,
    RUNNING,
    /** Told to stop; its worker has not answered yet. */
    CANCELLING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** The states that may follow; none after a terminal state. A running task whose worker is lost is pending again. */
    public Set<TaskState> next() {
        return switch (this) {
            case PENDING -> EnumSet.of(RUNNING, CANCELLED);
            case RUNNING -> EnumSet.of(PENDING, CANCELLING, COMPLETED, FAILED);
            case CANCELLING -> EnumSet.of(CANCELLED);
            case COMPLETED, FAILED, CANCELLED -> EnumSet.noneOf(TaskState.class);
        };
    }

    /** The states from which this one can be reached. */
    public List<TaskState> previous() {
        return Arrays.stream(values())
                .filter(state -> state.next().contains(this))
                .toList();
    }

    public boolean isTerminal() {
        return next().isEmpty();
    }

    /** The name in requests, events and tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
