package io.shoptraining.task;

/** What the version gate says of a finished model; separate from the task's status. */
public enum Verdict {
    ACCEPTED,
    REJECTED
}
