package io.shoptraining.task;

/** What a running task is doing. */
public enum Stage {
    LOADING_DATA,
    TRAINING,
    EVALUATING,
    SAVING
}
